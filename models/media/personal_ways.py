"""Addresses of rooms that are one person's own way in (contract 10.8).

Programs for meetings give each person who starts or joins one an address for them alone. It is easily taken for the
address of the room.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote

from models.errors import translatable
from models.media.meeting_programs import ADOBE, DAILY, GOTO, TEAMS, WEBEX, WHEREBY, ZOOM
from models.plumbing.web_addresses import WebAddress, is_below

START = translatable("it starts the meeting as its host")
HOST_KEY = translatable("it holds the key of the host")
CHECKSUM = translatable("it holds a checksum that was made for one person")
TOKEN = translatable("it holds a token that was made for one person")
REGISTERED = translatable("it was sent to one person who had registered")
SIGN_IN = translatable("it holds the name or address of one person")

ANY_PATH = re.compile("")


@dataclass(frozen=True)
class Way:
    """All that is given must hold. `hosts` are those and all below them; () is any. `path` is searched for in the path.
    `keys` are names in the query or the fragment, in small letters and without `-` and `_`. One of them must have a
    value, or one of `values`.
    """

    reason: str
    hosts: tuple[str, ...] = ()
    path: re.Pattern[str] = ANY_PATH
    keys: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()

    def is_way_of(self, host: str, path: str, pairs: list[tuple[str, str]]) -> bool:
        if (self.hosts and not is_below(host, self.hosts)) or not self.path.search(path):
            return False
        found = {value.upper() for key, value in pairs if key in self.keys}
        return bool(found & self.values if self.values else found - {""}) or not self.keys


def _keys(text: str) -> frozenset[str]:
    return frozenset(text.split())


# `pwd` and `password` are not here: everybody who is invited has the same.
WAYS = (
    # BigBlueButton: the checksum covers the name and role of whom it was made for, and the session is theirs.
    Way(CHECKSUM, path=re.compile(r"/api/join$"), keys=_keys("checksum")),
    # Zoom: /j/ is for everybody, with `pwd` too; /s/ starts it, `zak` is the host's, `tk` a registered person's.
    Way(START, hosts=ZOOM, path=re.compile(r"^/(s|wc/s|start)/|^/wc/[0-9]+/start\b")),
    Way(HOST_KEY, hosts=ZOOM, keys=_keys("zak zpk")),
    Way(REGISTERED, hosts=ZOOM, keys=_keys("tk")),
    # What the mail with a ticket of Zoom Events leads to. /ev/ is the page of the event.
    Way(REGISTERED, hosts=("events.zoom.us",), path=re.compile(r"^/ejl/")),
    # Teams: /l/meetup-join/ and /meet/ are for everybody; this page of options is the organizer's.
    Way(START, hosts=TEAMS, path=re.compile(r"^/meetingoptions\b", re.IGNORECASE)),
    # Webex: HM hosts a meeting, LI signs in, and the ticket is of one person.
    Way(START, hosts=WEBEX, path=re.compile(r"/[mpo]\.php$"), keys=_keys("at"), values=_keys("HM HO LI ST")),
    Way(START, hosts=WEBEX, path=re.compile(r"/(start|hostmeeting)\b")),
    Way(TOKEN, hosts=WEBEX, keys=_keys("ticket sessionticket")),
    # GoTo: /join/NUMBER is for everybody; a second number is that of a person, also in addresses like /eojoin/.
    Way(START, hosts=GOTO, path=re.compile(r"^/(start|host)/|/host$")),
    Way(REGISTERED, hosts=GOTO, path=re.compile(r"^/[a-z]*join/[0-9]+/[0-9]+")),
    Way(REGISTERED, hosts=GOTO, keys=_keys("registrantkey")),
    # Each room there has an address for moderators, and another one at meet.jit.si for everybody else.
    Way(START, hosts=("moderated.jitsi.net",)),
    # Nextcloud Talk writes this into the mail to one person. Without it, the address is for everybody.
    Way(TOKEN, path=re.compile(r"/call/[^/]+/?$"), keys=_keys("access")),
    # Whereby, Daily and Adobe Connect.
    Way(HOST_KEY, hosts=WHEREBY, keys=_keys("roomkey")),
    Way(TOKEN, hosts=DAILY, keys=_keys("t")),
    Way(TOKEN, hosts=ADOBE, keys=_keys("session")),
    # Outlook wraps each link for the person who got the mail, whose address stands in it.
    Way(SIGN_IN, hosts=("safelinks.protection.outlook.com",)),
    # Any server.
    Way(HOST_KEY, keys=_keys("hostkey hostpin moderatorkey moderatorpw moderatorpassword adminkey hosttoken")),
    Way(
        TOKEN,
        keys=_keys(
            "token jwt auth authtoken xauthtoken accesstoken idtoken refreshtoken logintoken sessiontoken jointoken"
            " invitetoken invitationtoken usertoken participanttoken onetimetoken otp ott magic magictoken ticket"
        ),
    ),
    Way(CHECKSUM, keys=_keys("checksum signature sig hmac")),
    Way(TOKEN, keys=_keys("sessionid jsessionid phpsessid")),
)
_WITHOUT_MARKS = str.maketrans("", "", "-_")
_SESSION_IN_PATH = re.compile(r";jsessionid=", re.IGNORECASE)
# A signed token (RFC 7519), wherever it stands and whatever its name: its header is an object in base64.
_SIGNED = re.compile(r"(?<![\w-])eyJ[\w-]{10,}\.[\w-]+\.[\w-]*")


def personal_way(address: WebAddress) -> str | None:
    """Why this address seems to be one person's own way in, or None."""
    # A server reads `/%73/1` as `/s/1`. What is written twice in a row (`//s/1`) it reads as one.
    path = re.sub("/{2,}", "/", unquote(address.target.partition("?")[0]))
    if _SESSION_IN_PATH.search(path):
        return TOKEN
    pairs = [(key.lower().translate(_WITHOUT_MARKS), value.strip()) for key, value in _pairs(address)]
    host = address.host.rstrip(".")
    is_signed = _SIGNED.search(f"{unquote(address.target)}#{unquote(address.fragment)}") is not None
    return next((way.reason for way in WAYS if way.is_way_of(host, path, pairs)), TOKEN if is_signed else None)


def _pairs(address: WebAddress) -> Iterator[tuple[str, str]]:
    """Of the query, and of a fragment that is written like one or holds an address with one."""
    for text in (address.target.partition("?")[2], address.fragment, address.fragment.partition("?")[2]):
        # Some programs separate with semicolons.
        yield from parse_qsl(text.replace(";", "&"))
