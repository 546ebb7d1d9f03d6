"""A site for the doors' tests: SQLite, unless a module asks for both databases by importing their fixture."""

import os
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from models.people import passwords
from models.tables import GuestLink
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Guest, Site
from web.app import create_app
from web.cli.demo.clip import make_clip
from web.requests import throttling


@pytest.fixture
def database_url(environment: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{environment / 'var' / 'guestlink.sqlite3'}"
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", url)
    return url


@pytest.fixture(autouse=True)
def _passwords_are_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    passwords._nobodys_hash.cache_clear()


@pytest.fixture(autouse=True)
def _nobody_is_throttled_yet() -> Iterator[None]:
    throttling._counts.cache_clear()
    yield
    throttling._counts.cache_clear()


@pytest.fixture
def site(maker: Maker) -> Site:
    where = {"GUESTLINK_DATA", "GUESTLINK_DATABASE_URL"}
    said = {name: value for name, value in os.environ.items() if name.startswith("GUESTLINK_") and name not in where}
    return Site(_application(frozenset(said.items())), maker)


@lru_cache(maxsize=8)
def _application(_said: frozenset[tuple[str, str]]) -> Flask:
    """Reads its settings when it is made, but for where the data lie; making one takes longer than most tests do."""
    return create_app()


@pytest.fixture
def browser(site: Site) -> FlaskClient:
    """The browser of somebody who is signed in, and owns what they make there."""
    return site.signed_in(site.maker.user())


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    make_clip(target, seconds=8, width=160, height=90, bit_rate=100_000)
    return target.read_bytes()


@pytest.fixture
def guest(site: Site) -> Callable[..., Guest]:
    """A guest before a link: of its own unless one is named, in a browser of its own unless one is named."""

    def make(link: GuestLink | None = None, client: FlaskClient | None = None) -> Guest:
        return Guest(client or site.browser(), site.address(link or site.link()))

    return make
