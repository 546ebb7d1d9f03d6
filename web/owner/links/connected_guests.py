"""Sentences for a confirmation, about the guests who are connected now. Empty if there are none."""

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from models.media import showing
from models.plumbing import clock
from models.tables import MediaItem
from models.tables.media_item import Kind
from web.owner.guests.doing import Doing


def who_stays(doing: Doing, connected: int) -> str:
    """For turning access off and for deleting a link (contract 4.6, 4.10)."""
    if not connected:
        return ""
    if doing == Doing.WATCHING:
        text = ngettext(
            "%(num)s guest who is watching stays until they refresh or leave.",
            "%(num)s guests who are watching stay until they refresh or leave.",
            connected,
        )
    elif doing == Doing.LISTENING:
        text = ngettext(
            "%(num)s guest who is listening stays until they refresh or leave.",
            "%(num)s guests who are listening stay until they refresh or leave.",
            connected,
        )
    else:
        text = ngettext(
            "%(num)s connected guest stays until they refresh or leave.",
            "%(num)s connected guests stay until they refresh or leave.",
            connected,
        )
    return str(text)


def who_is_cut_off(doing: Doing, connected: int) -> str:
    """For deleting a media item. The room itself is on another server, so its guests stay in it (contract 4.11)."""
    if not connected:
        return ""
    if doing == Doing.WATCHING:
        text = ngettext(
            "%(num)s guest who is watching stops at once.", "%(num)s guests who are watching stop at once.", connected
        )
    elif doing == Doing.LISTENING:
        text = ngettext(
            "%(num)s guest who is listening stops at once.",
            "%(num)s guests who are listening stop at once.",
            connected,
        )
    else:
        text = ngettext(
            "%(num)s connected guest can no longer join. People already in the room stay until they leave it.",
            "%(num)s connected guests can no longer join. People already in the room stay until they leave it.",
            connected,
        )
    return str(text)


def who_is_stopped(doing: Doing, connected: int, *, links: int = 1) -> str:
    """For *End now* (contract 2.53). `links`: how many of them end."""
    if not connected:
        return _nobody(doing, links)
    if doing == Doing.WATCHING:
        text = ngettext(
            "%(num)s guest is watching. Their page stops within seconds.",
            "%(num)s guests are watching. Their pages stop within seconds.",
            connected,
        )
    elif doing == Doing.LISTENING:
        text = ngettext(
            "%(num)s guest is listening. Their page stops within seconds.",
            "%(num)s guests are listening. Their pages stop within seconds.",
            connected,
        )
    else:
        text = ngettext(
            "%(num)s guest is connected. Their page stops within seconds.",
            "%(num)s guests are connected. Their pages stop within seconds.",
            connected,
        )
    return str(text)


def _nobody(doing: Doing, links: int) -> str:
    if doing == Doing.WATCHING:
        text = ngettext(
            "No one is watching through this link now.", "No one is watching through these links now.", links
        )
    elif doing == Doing.LISTENING:
        text = ngettext(
            "No one is listening through this link now.", "No one is listening through these links now.", links
        )
    else:
        text = ngettext(
            "No one is connected through this link now.", "No one is connected through these links now.", links
        )
    return str(text)


def what_goes_on(db: Session, media: MediaItem) -> str:
    """What another server shows, and ending here does not end."""
    if media.kind == Kind.ROOM:
        return str(_("The meeting itself goes on: people who are in the room stay there."))
    live = showing.shown_live(db, media.id, now=clock.utcnow())
    if live is not None and live.is_elsewhere:
        return str(_("The stream itself goes on at its own server."))
    return ""
