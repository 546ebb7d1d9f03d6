"""A front on a real port, and a person who sends it an upload in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient

from models.tables import User
from tests.vocabulary.front_server import front_server, port_of
from tests.vocabulary.piecewise import Sender, sender_at, token_of
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import owner_cookie
from tests.vocabulary.waiting import wait_until
from web.front.asgi import Front


@dataclass
class Running:
    front: Front
    port: int


@pytest.fixture
def running(site: Site) -> Iterator[Running]:
    front = Front()
    with front_server(front) as server:
        yield Running(front, port_of(server))


@pytest.fixture
def person(site: Site) -> User:
    return site.maker.user()


@pytest.fixture
def client(site: Site, person: User) -> FlaskClient:
    return site.signed_in(person)


@pytest.fixture
def sender(running: Running, client: FlaskClient) -> Sender:
    return sender_at(running.port, client)


def proof_of(client: FlaskClient) -> tuple[str, str]:
    return owner_cookie(client), token_of(client)


def wait_for_offset(sender: Sender, upload: str, offset: int) -> None:
    wait_until(f"{offset} bytes have come", lambda: sender.state(upload).offset == offset)
