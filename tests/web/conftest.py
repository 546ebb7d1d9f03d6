"""A site for the doors' tests: SQLite, unless a module asks for both databases by importing their fixture."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from argon2 import PasswordHasher

from models import signing_in
from tests.making import Maker
from tests.web.site import Guest, Site
from web import throttling
from web.app import create_app


@pytest.fixture
def database_url(environment: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{environment / 'var' / 'guestlink.sqlite3'}"
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", url)
    return url


@pytest.fixture(autouse=True)
def _passwords_are_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing_in, "_hasher", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
    signing_in._nobodys_hash.cache_clear()


@pytest.fixture(autouse=True)
def _nobody_is_throttled_yet() -> Iterator[None]:
    throttling._counts.cache_clear()
    yield
    throttling._counts.cache_clear()


@pytest.fixture
def site(maker: Maker) -> Site:
    return Site(create_app(), maker)


@pytest.fixture
def guest(site: Site) -> Callable[..., Guest]:
    """A guest before a link: of its own unless one is named, in a browser of its own unless one is named."""

    def make(link: object = None, client: object = None) -> Guest:
        return Guest(client or site.browser(), site.address(link or site.link()))  # type: ignore[arg-type]

    return make
