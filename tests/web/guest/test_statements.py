"""How many statements and round trips each request of a guest takes, on both databases. One more fails (facts 150)."""

from typing import Any

import pytest

from models.config.settings import settings
from models.plumbing import database, postgresql
from tests.conftest import database_url  # noqa: F401 (on both databases)
from tests.vocabulary.live import live
from tests.vocabulary.site import Guests, Site
from tests.web.guest.counted import count_statements, sent_by
from tests.web.guest.hot_requests import (
    Act,
    asks_for_playlist,
    asks_head,
    connects,
    fetches_segment_ahead,
    is_silent,
    leaves,
    leaves_with_report,
    loads,
    nothing,
    opens,
    plays,
    plays_segment,
    reports,
    stays,
    watching,
)
from web.account import session_cookie
from web.pages import looks


@pytest.fixture(autouse=True)
def _nothing_is_old(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look is read with the first page, and then once in a while. A connection is asked whether it still lives when
    it was idle for some seconds, which it may be on a busy machine."""
    monkeypatch.setattr(looks, "KEPT_SECONDS", 3600.0)
    monkeypatch.setattr(postgresql, "TRUSTED_SECONDS", 3600.0)


@pytest.mark.parametrize(
    ("before", "act", "on_postgresql", "on_sqlite"),
    [
        (nothing, opens, 1, 1),
        (nothing, loads, 2, 3),
        (nothing, asks_head, 1, 1),
        (nothing, plays, 1, 1),
        (is_silent, plays, 2, 2),
        (nothing, stays, 1, 1),
        (is_silent, stays, 2, 2),
        (nothing, reports, 2, 3),
        (nothing, connects, 1, 1),
        (nothing, leaves, 2, 2),
        (nothing, leaves_with_report, 3, 4),
    ],
)
def test_a_request_sends_so_many_statements(
    guest: Guests, before: Act, act: Act, on_postgresql: int, on_sqlite: int
) -> None:
    visitor, visit = watching(guest())
    before(visitor, visit)
    count_statements(lambda: act(visitor, visit), on_postgresql, on_sqlite)


@pytest.mark.parametrize(("before", "statements"), [(nothing, 1), (is_silent, 2)])
def test_a_range_that_nginx_sends_takes_no_more(
    guest: Guests, monkeypatch: pytest.MonkeyPatch, before: Act, statements: int
) -> None:
    visitor, visit = watching(guest())
    monkeypatch.setenv("GUESTLINK_ACCEL", "on")
    settings.cache_clear()
    before(visitor, visit)
    count_statements(lambda: plays(visitor, visit), statements, statements)


@pytest.mark.parametrize(
    ("before", "act", "statements"),
    [
        (nothing, asks_for_playlist, 1),
        (is_silent, asks_for_playlist, 2),
        (nothing, fetches_segment_ahead, 1),
        # Its first segment is a play, which is written once.
        (nothing, plays_segment, 2),
        (plays_segment, plays_segment, 1),
        (nothing, stays, 1),
        (nothing, connects, 1),
    ],
)
def test_a_request_of_a_live_session_sends_so_many_statements(
    site: Site, guest: Guests, before: Act, act: Act, statements: int
) -> None:
    visitor, visit = watching(guest(site.link(live(site))))
    before(visitor, visit)
    count_statements(lambda: act(visitor, visit), statements, statements)


def test_an_admission_sends_so_many_statements(guest: Guests) -> None:
    visitor = guest()
    form = visitor.form()

    def enters() -> None:
        assert visitor.send(form).status_code == 303

    count_statements(enters, 1, 5)


def test_a_guests_page_asks_nothing_about_the_owners_cookie(
    guest: Guests, site: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where its owner is signed in in the same browser (contract 3.30)."""
    visitor = guest(client=site.signed_in(site.maker.user()))

    def fail(*_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(session_cookie, "sent", fail)
    with sent_by(database.engine()) as sent:
        visitor.enter()
        visit = visitor.watch()
        for act in (asks_head, plays, stays):
            act(visitor, visit)
    assert not [text for text in sent if "user_session" in text]
    with pytest.raises(AssertionError):
        visitor.client.get("/")
