"""Every status of a link and every kind of media has its words (contract 1.1, 2.31)."""

from models.tables.guest_link import LinkStatus
from models.tables.media_item import Kind
from web.pages.display import KIND_TEXTS, STATUS_TEXTS


def test_every_status_has_words() -> None:
    assert set(STATUS_TEXTS) == set(LinkStatus)


def test_every_kind_has_words() -> None:
    assert set(KIND_TEXTS) == set(Kind)
