"""A link as its row in *Manage guest access* shows it."""

from datetime import datetime

from flask_babel import lazy_gettext as _l

from models.config.settings import settings
from models.links import tokens
from models.links.listing import ListedLink
from models.tables.guest_link import GuestLink, LinkStatus
from web.pages import display

OWNER_DISABLED = _l("Owner’s account disabled")


def has_expired(link: GuestLink, now: datetime) -> bool:
    """Also where the status names a cause that comes first."""
    return link.end is not None and link.end <= now


def shown_link(row: ListedLink, now: datetime, *, are_links_on: bool) -> dict[str, object]:
    link = row.link
    # Guests read the same words for both causes. An owner can do something about this one.
    is_owners = row.status == LinkStatus.UNAVAILABLE and are_links_on
    ends_at = link.end
    return {
        "id": link.id,
        "name": link.name,
        "url": tokens.url_of(link, settings().base_url),
        # Where it has not come yet.
        "starts_at": link.starts_at if link.starts_at and link.starts_at > now else None,
        "ends_at": ends_at,
        "ends_in": display.time_until(ends_at, now) if ends_at else None,
        "has_ended": has_expired(link, now),
        "is_ended_by_owner": link.ended_at is not None,
        "is_limited": link.click_limit is not None,
        "clicks_text": display.clicks(link.clicks, link.click_limit),
        "status": row.status,
        "status_text": OWNER_DISABLED if is_owners else display.STATUS_TEXTS[row.status],
        "connected": row.connected,
    }
