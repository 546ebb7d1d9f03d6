"""What guests of each kind of media do: they watch, listen, or are in a room. And the words for how long they do it
(contract 4.48, 4.50)."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from flask_babel import gettext as _

from models.tables.media_item import RECORDINGS, Kind

ROOMS = {Kind.ROOM, Kind.CHANNEL_ROOM}


class Doing(StrEnum):
    WATCHING = "watching"
    LISTENING = "listening"
    # Of a room we do not know who has joined it.
    CONNECTED = "connected"


class HowLong(NamedTuple):
    heading: str
    seconds: str
    # Empty for what has no length.
    percent: str
    # The order of the list.
    most: str
    # How it is counted.
    reckoned: str


def doing(kinds: Iterable[str]) -> Doing:
    """Of guests of several kinds together it is only said that they are connected."""
    found = {_doing(kind) for kind in kinds}
    return found.pop() if len(found) == 1 else Doing.CONNECTED


def _doing(kind: str) -> Doing:
    if kind in ROOMS:
        return Doing.CONNECTED
    return Doing.LISTENING if kind == Kind.AUDIO else Doing.WATCHING


def how_long(kind: str) -> HowLong:
    if kind in ROOMS:
        reckoned = _("The time is counted from joining until the guest’s page closes.")
        return HowLong(_("In the room"), _("In the room (seconds)"), "", _("Longest in the room"), reckoned)
    reckoned = _("Times come from the player and may be a few minutes behind.")
    if kind in RECORDINGS:
        once = _("The percentage counts each part once.")
        reckoned = f"{reckoned} {once}"
    if kind == Kind.AUDIO:
        most = _("Listened most")
        return HowLong(_("Listened"), _("Listened (seconds)"), _("Listened (percent)"), most, reckoned)
    percent = _("Watched (percent)") if kind in RECORDINGS else ""
    return HowLong(_("Watched"), _("Watched (seconds)"), percent, _("Watched most"), reckoned)


def what_removing_does(kind: str, guest: str, *, is_here: bool) -> str:
    """`guest`: as the sentence names them, at its beginning."""
    now = doing([kind]) if is_here else None
    if now == Doing.WATCHING:
        return str(_("%(guest)s stops watching at once, and cannot load the page again.", guest=guest))
    if now == Doing.LISTENING:
        return str(_("%(guest)s stops listening at once, and cannot load the page again.", guest=guest))
    return str(_("%(guest)s cannot load the page again.", guest=guest))
