"""An OpenID provider that accepts connections and never answers does not hold up other pages (contract 12.12)."""

import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from models.plumbing import database
from models.tables import UserSession
from tests.vocabulary.pages import inputs
from tests.vocabulary.server import Server, check_answers, real_server
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import owner_cookie


@pytest.fixture
def server(site: Site, tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(64)
        named = {
            "GUESTLINK_OIDC_ISSUER": f"http://127.0.0.1:{silent.getsockname()[1]}",
            "GUESTLINK_OIDC_CLIENT_ID": "guestlink",
            "GUESTLINK_OIDC_CLIENT_SECRET": "a secret of the tests",
        }
        with real_server(tmp_path / "log", **named) as server:
            yield server


def assert_still_waiting(asking: socket.socket, status: bytes) -> None:
    """Other pages were answered meanwhile."""
    asking.setblocking(False)
    with pytest.raises(BlockingIOError):
        asking.recv(1)
    asking.setblocking(True)
    assert asking.recv(12) == b"HTTP/1.1 " + status


@pytest.mark.parametrize("path", ["/login/oidc", "//login/oidc"])
def test_signing_in_there_holds_up_no_page(server: Server, path: str) -> None:
    asking = [server.send_raw(f"GET {path} HTTP/1.1") for _ in range(16)]
    check_answers(server, "/healthz")
    assert_still_waiting(asking[0], b"503")


def _head(client: FlaskClient, path: str, body: bytes) -> str:
    lines = [f"POST {path} HTTP/1.1", f"Cookie: {owner_cookie(client)}", f"Content-Length: {len(body)}"]
    return "\n".join([*lines, "Content-Type: application/x-www-form-urlencoded"])


@pytest.mark.parametrize("path", ["/logout", "//logout", "/account/sessions"])
def test_signing_out_there_holds_up_no_page(site: Site, server: Server, path: str) -> None:
    asking = []
    for _ in range(4):
        client = site.signed_in(site.maker.user())
        body = urlencode(inputs(client.get("/account").text) | {"where": "everywhere"}).encode()
        with database.writing() as db:
            db.execute(update(UserSession).values(id_token="of the provider"))
        asking.append(server.send_raw(_head(client, path, body), body))
    check_answers(server, "/healthz")
    assert_still_waiting(asking[0], b"303")
