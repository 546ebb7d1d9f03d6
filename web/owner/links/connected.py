"""What becomes of the guests who are connected just now, in words for the owner who is asked. Nobody, no words."""

from flask_babel import ngettext

from models.tables import MediaItem
from models.tables.media_item import Kind


def who_stay(media: MediaItem, connected: int) -> str:
    """When access is turned off, or a link deleted."""
    if not connected:
        return ""
    if media.kind == Kind.ROOM:
        stay = ngettext(
            "%(num)d connected guest stays until they refresh or leave.",
            "%(num)d connected guests stay until they refresh or leave.",
            connected,
        )
    else:
        stay = ngettext(
            "%(num)d guest who is watching stays until they refresh or leave.",
            "%(num)d guests who are watching stay until they refresh or leave.",
            connected,
        )
    return str(stay)


def who_stop(media: MediaItem, connected: int) -> str:
    """When the media is deleted. Who is in a room is there by no doing of ours."""
    if not connected:
        return ""
    if media.kind == Kind.ROOM:
        stop = ngettext(
            "%(num)d connected guest can no longer join; whoever is in the room stays until they leave it.",
            "%(num)d connected guests can no longer join; whoever is in the room stays until they leave it.",
            connected,
        )
    else:
        stop = ngettext(
            "%(num)d guest who is watching stops at once.", "%(num)d guests who are watching stop at once.", connected
        )
    return str(stop)
