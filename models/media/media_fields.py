"""What people may type for a live session or a room: its folder, address and start. Each function raises Invalid."""

import re
from datetime import UTC, datetime, tzinfo

from models.errors import Invalid, translatable
from models.plumbing.pasted import trimmed

MAX_FOLDER_LENGTH = 100
MAX_PLAYLIST_NAME_LENGTH = 500
MAX_URL_LENGTH = 2000
MAX_DATE_LENGTH = 40
FIRST_YEAR, LAST_YEAR = 1970, 2100
_LONG_YEAR = re.compile(r"\+?[0-9]{5,6}-[0-9]{2}-[0-9]{2}")
# Such a name cannot lead out of the live folder, and it is not the name of a hidden folder.
_FOLDER = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9_.-]*")
# The origin of the address is written into the content policy of a page, so it may contain no character that has a
# meaning there. A user and password are refused, because everybody who watches could read them.
_ADDRESS = re.compile(
    r"https?://[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[0-9]{1,5})?/[A-Za-z0-9/._~:@!$&'()*+,;=%?-]*", re.IGNORECASE
)


def clean_folder(raw: str) -> str:
    """The name of a folder inside the live folder."""
    name = trimmed(raw)
    if not name:
        raise Invalid("folder", "Enter the name of a folder")
    if len(name) > MAX_FOLDER_LENGTH:
        raise Invalid(
            "folder",
            "%(label)s must be %(most)s characters or fewer",
            label=translatable("Folder"),
            most=MAX_FOLDER_LENGTH,
        )
    if not _FOLDER.fullmatch(name):
        raise Invalid("folder", "Folder must be made of letters, digits, hyphens and underscores, like board-2026")
    return name


def clean_playlist_name(raw: str) -> str:
    """The path of a playlist below the folder of a live session, in any letters."""
    name = trimmed(raw)
    if len(name) > MAX_PLAYLIST_NAME_LENGTH:
        label = translatable("Playlist")
        most = MAX_PLAYLIST_NAME_LENGTH
        raise Invalid("playlist_name", "%(label)s must be %(most)s characters or fewer", label=label, most=most)
    parts = name.split("/")
    if not name.isprintable() or any(part in {"", ".", ".."} for part in parts):
        raise Invalid("playlist_name", "Playlist must be a file name, like index.m3u8 or hd/index.m3u8")
    return name


def clean_playlist_url(raw: str) -> str:
    """The absolute address of a playlist on another server."""
    url = _address(raw, "playlist_url", missing=translatable("Enter the address of a playlist"))
    if url is None:
        raise Invalid("playlist_url", "Enter the full address, like https://stream.example.org/board/index.m3u8")
    return url


def clean_join_url(raw: str) -> str:
    """The absolute address of a room on another server. Its last part is the name of the room."""
    url = _address(raw, "join_url", missing=translatable("Enter the address of the room"))
    if url is None or not url.partition("?")[0].split("/", 3)[3].strip("/"):
        raise Invalid("join_url", "Enter the full address, like https://meet.jit.si/OurRoom")
    return url


def clean_start(raw: str, *, zone: tzinfo | None = None) -> datetime | None:
    """The time in UTC, or None if blank. A time without a zone of its own is in `zone`, and is refused without it."""
    raw = raw.strip(" \t")
    if not raw:
        return None
    typed = _date_and_time(raw)
    if typed.tzinfo is None and zone is None:
        raise Invalid("starts_at", "Start needs a time zone, like 2026-11-05T14:00+01:00")
    try:
        start = (typed if typed.tzinfo else typed.replace(tzinfo=zone)).astimezone(UTC)
        if typed.tzinfo is None and start.astimezone(zone).replace(tzinfo=None) != typed:
            raise Invalid("starts_at", "This time does not exist: the clocks are put forward then")
    except OverflowError:  # the first and last days of the calendar have no UTC time
        raise _too_far() from None
    # The limits hold for the time in UTC: the form shows it again in any zone, and must then accept it again.
    if not FIRST_YEAR <= start.year <= LAST_YEAR:
        raise _too_far()
    return start


def _date_and_time(raw: str) -> datetime:
    # Browsers let people type years of five and six digits, which Python cannot read.
    if _LONG_YEAR.match(raw):
        raise _too_far()
    try:
        if raw.isascii() and raw.isprintable() and len(raw) <= MAX_DATE_LENGTH:
            return datetime.fromisoformat(raw)
    except ValueError:
        pass
    raise Invalid("starts_at", "Start must be a date and time, like 2026-11-05T14:00+01:00")


def _too_far() -> Invalid:
    return Invalid("starts_at", "Start must be between the years 1970 and 2100")


def _address(raw: str, field: str, *, missing: str) -> str | None:
    """The address, or None if it is not an absolute http(s) address. Raises Invalid if it is blank or too long."""
    url = trimmed(raw)
    if not url:
        raise Invalid(field, missing)
    if len(url) > MAX_URL_LENGTH:
        label = translatable("Address")
        raise Invalid(field, "%(label)s must be %(most)s characters or fewer", label=label, most=MAX_URL_LENGTH)
    if not _ADDRESS.fullmatch(url):
        return None
    host_and_port = url.split("/")[2]
    return url if ".." not in host_and_port and _has_usable_port(host_and_port) else None


def _has_usable_port(host_and_port: str) -> bool:
    _host, colon, port = host_and_port.partition(":")
    return not colon or 0 < int(port) <= 65535
