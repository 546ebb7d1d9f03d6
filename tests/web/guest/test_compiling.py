"""The statements of guests' pages are compiled once (facts 150, 198)."""

import pytest
from sqlalchemy.sql.compiler import SQLCompiler

from tests.conftest import database_url  # noqa: F401 (on both databases)
from tests.vocabulary.live import live
from tests.vocabulary.patches import record_calls
from tests.vocabulary.site import Guest, Guests, Site
from tests.web.guest import hot_requests as hot

OF_RECORDING = (
    hot.loads,
    hot.asks_head,
    hot.plays,
    hot.stays,
    hot.reports,
    hot.connects,
    hot.leaves_with_report,
    hot.opens,
)
OF_LIVE_SESSION = hot.asks_for_playlist, hot.fetches_segment_ahead, hot.plays_segment, hot.stays, hot.leaves


def test_a_second_request_of_each_kind_compiles_nothing(
    site: Site, guest: Guests, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is about another guest, link and item. SQLAlchemy or `hot_statements` has kept what the first one compiled."""

    def new_guests() -> tuple[Guest, Guest]:
        return guest(), guest(site.link(live(site)))

    def do_all(at_recording: Guest, at_live_session: Guest) -> None:
        for visitor, acts in ((at_recording, OF_RECORDING), (at_live_session, OF_LIVE_SESSION)):
            _, visit = hot.watching(visitor)
            for act in acts:
                act(visitor, visit)

    do_all(*new_guests())
    others = new_guests()
    compiled = record_calls(monkeypatch, SQLCompiler, "__init__")
    do_all(*others)
    assert [str(call[2]) for call in compiled] == []
