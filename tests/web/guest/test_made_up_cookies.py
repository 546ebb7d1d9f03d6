"""A made-up cookie is only looked up. It never waits for SQLite's only write lock."""

import sqlite3
from collections.abc import Iterator

import pytest

from models.plumbing import database, sqlite
from tests.vocabulary.site import Guests, Site


@pytest.fixture
def locked(site: Site) -> Iterator[None]:
    """Another connection holds the write lock."""
    file = database.engine().url.database or ""
    database.engine().dispose()
    other = sqlite3.connect(file, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    yield
    other.execute("ROLLBACK")
    other.close()


def test_a_made_up_cookie_never_waits_for_the_write_lock(
    site: Site, guest: Guests, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise strangers with made-up cookies would hold up the admissions, which need that lock."""
    monkeypatch.setattr(sqlite, "TURN_SECONDS", 0.1)
    stranger = guest()
    stranger.client.set_cookie("guestlink_guest", "made up", path=stranger.address)
    request.getfixturevalue("locked")
    assert stranger.client.get(stranger.address).status_code == 200
    visit = f"{stranger.address}/v/{'0' * 32}"
    assert stranger.client.post(f"{visit}/alive").status_code == 410
    assert stranger.client.get(f"{visit}/video").status_code == 403
    # The lock is really held: a request that must write gets 503.
    assert stranger.enter().status_code == 503


def test_leaving_with_a_made_up_cookie_never_waits_for_the_write_lock(
    guest: Guests, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "TURN_SECONDS", 0.1)
    stranger = guest()
    stranger.client.set_cookie("guestlink_guest", "made up", path=stranger.address)
    request.getfixturevalue("locked")
    assert stranger.client.post(f"{stranger.address}/v/{'0' * 32}/leave").status_code == 200
