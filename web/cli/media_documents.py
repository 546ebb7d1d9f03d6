"""What the commands print of media items. The keys are fixed by contract 7.6 and 7.40."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from models.media.preparing import Preparing
    from models.tables import MediaItem


def document(item: "MediaItem") -> dict[str, object]:
    return {
        "id": item.id,
        "kind": item.kind,
        "title": item.title,
        "owner": item.owner.email,
        "visibility": item.visibility,
        "guest_access": item.guest_access,
        "created_at": item.created_at.isoformat(),
    }


def whole_document(db: "Session", media_id: int, *, now: datetime) -> dict[str, object]:
    """All that is known of one item."""
    from models.links.listing import links_of
    from models.media.showing import media_item
    from models.media.shown_media import shown_media
    from web.cli import link

    item = media_item(db, media_id)
    shown = shown_media(db, media_id, now=now)
    return document(item) | {
        "state": shown.preparing.state.value,
        "progress": shown.preparing.progress,
        "reason": reason(shown.preparing),
        "length_seconds": shown.duration,
        "access": item.guest_access,
        "links": [link.document(listed) for listed in links_of(db, media_id, now=now)],
    }


def lines_of(shown: dict[str, Any]) -> list[str]:
    """The same for people. `shown` is a whole document, and what is known of a live session."""
    from web.pages import display

    known = {name: shown.get(name) for name in ("id", "kind", "title", "owner", "state", "live")}
    known["length"] = display.duration(shown["length_seconds"])
    known["access"] = "on" if shown["access"] else "off"
    known["links"] = len(shown["links"])
    return [f"{name + ':':10} {value}" for name, value in known.items() if value is not None]


def reason(preparing: "Preparing") -> str | None:
    """Why it cannot be shown, or what is missing of it, in English. None if all is well."""
    from web.media import recording_words

    return recording_words.reason(preparing)
