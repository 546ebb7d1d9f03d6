"""The message pages (contract 3.24)."""

from models.tables.guest_link import LinkStatus
from web.guest.messages import MESSAGES


def test_every_status_but_active_has_a_message_page() -> None:
    assert set(MESSAGES) == set(LinkStatus) - {LinkStatus.ACTIVE}
