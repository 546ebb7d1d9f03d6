"""A site for the tests of the web. It uses SQLite, unless a module imports the fixture for both databases."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from argon2 import PasswordHasher
from flask import Flask, has_request_context, request
from flask.testing import FlaskClient
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import select

from models.people import passwords
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, MediaCollaborator, User, UserGroup
from tests.vocabulary.clips import make_clip
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Guest, Guests, Site
from tests.web.applications import application
from tests.web.matrix import Cast
from web.account.hashing_pages import hashes_password
from web.requests import throttling


@pytest.fixture
def database_url(environment: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    url = f"sqlite:///{environment / 'var' / 'guestlink.sqlite3'}"
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", url)
    return url


class CheapHasher(PasswordHasher):
    """Fails in a page of which the front does not know that it hashes: it would hold up others (contract 12.41)."""

    def __init__(self) -> None:
        super().__init__(time_cost=1, memory_cost=8, parallelism=1)

    def hash(self, password: str | bytes, *, salt: bytes | None = None) -> str:
        self._check_page()
        return super().hash(password, salt=salt)

    def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:  # noqa: A002 (argon2's name)
        self._check_page()
        return super().verify(hash, password)

    @staticmethod
    def _check_page() -> None:
        assert not has_request_context() or hashes_password(request.method, request.path), request.path


@pytest.fixture(autouse=True)
def _passwords_are_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "_hasher", CheapHasher())
    passwords._nobodys_hash.cache_clear()


@pytest.fixture(autouse=True)
def _nobody_is_throttled_yet() -> Iterator[None]:
    throttling._counts_of.cache_clear()
    yield
    throttling._counts_of.cache_clear()


@pytest.fixture(scope="session", autouse=True)
def _templates_are_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each application would compile them anew."""
    Flask.jinja_options = {"bytecode_cache": FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))}


@pytest.fixture
def site(maker: Maker) -> Site:
    return Site(application(), maker)


@pytest.fixture
def owner_client(site: Site) -> FlaskClient:
    """The client of a signed-in owner. Not named `browser`: pytest-playwright has a fixture of that name."""
    return site.signed_in(site.maker.user())


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    make_clip(target, seconds=8, width=160, height=90, bit_rate=100_000)
    return target.read_bytes()


@pytest.fixture
def guest(site: Site) -> Guests:
    """Makes a guest at a link. Without arguments, the link and the browser are new."""

    def make(link: GuestLink | None = None, client: FlaskClient | None = None) -> Guest:
        return Guest(client or site.browser(), site.address(link or site.link()))

    return make


@pytest.fixture
def cast(site: Site) -> Cast:
    """The client of each role, and a value for every variable of the routes."""
    owner, collaborator = site.maker.user("contributor"), site.maker.user("contributor")
    media_id = site.media(owner)
    with database.writing() as db:
        db.add(MediaCollaborator(media_id=media_id, user_id=collaborator.id, email=collaborator.email))
        db.add(group := UserGroup(name="Teachers"))
    site.captions(media_id)
    link = site.link(media_id)
    inside, elsewhere = (Guest(site.browser(), site.address(each)) for each in (link, site.link()))
    inside.enter()
    elsewhere.enter()
    others = {role: site.maker.user(role) for role in ("viewer", "contributor", "admin")}
    people: dict[str, User] = {"collaborator": collaborator, "owner": owner, **others}
    browsers = {role: site.signed_in(person) for role, person in people.items()}
    browsers |= {"anonymous": site.browser(), "guest": inside.client, "other guest": elsewhere.client}
    ids = {"media_id": media_id, "link_id": link.id, "user_id": owner.id, "group_id": group.id, "workflow_id": 1}
    with database.reading() as db:
        ids["entry_id"] = db.scalars(select(GuestEntry.id).where(GuestEntry.link_id == link.id)).one()
    secrets = {"token": inside.address.removeprefix("/g/"), "key": inside.watch().rpartition("/")[2]}
    names = {"slug": "invitetomedia", "role": "video", "name": "index.m3u8", "language": "en", "kind": "svg"}
    names |= {"upload_id": "0" * 32, "ending": "csv"}
    return browsers, {**ids, **secrets, **names, "filename": "guestlink.css", "accent": "0a7d6c", "digest": "0" * 12}
