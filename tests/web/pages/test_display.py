"""Every status of a link and every kind of media has its words (contract 1.1, 2.31), and times read well in Hebrew."""

from datetime import UTC, datetime, timedelta

from models.tables.guest_link import LinkStatus
from models.tables.media_item import Kind
from tests.vocabulary.site import Site
from web.pages.display import KIND_TEXTS, STATUS_TEXTS, time_until


def test_every_status_has_words() -> None:
    assert set(STATUS_TEXTS) == set(LinkStatus)


def test_every_kind_has_words() -> None:
    assert set(KIND_TEXTS) == set(Kind)


def test_hebrew_writes_no_number_twice(site: Site) -> None:
    now = datetime(2026, 11, 5, tzinfo=UTC)
    with site.app.test_request_context(headers={"Accept-Language": "he"}):
        assert time_until(now + timedelta(days=7), now) == "בעוד שבוע"
        assert time_until(now + timedelta(days=5), now) == "בעוד 5 ימים"
