"""What people may type for a live session: its folder, address and start. Each function raises Invalid."""

import re
import unicodedata
from datetime import datetime, tzinfo

from models.errors import Invalid, translatable
from models.plumbing.pasted import BLANK_LOOKING, trimmed
from models.plumbing.wall_times import Skipped, instant_of
from models.plumbing.web_addresses import WebAddress, read

MAX_FOLDER_LENGTH = 100
MAX_PLAYLIST_NAME_LENGTH = 500
MAX_URL_LENGTH = 2000
MAX_DATE_LENGTH = 40
FIRST_YEAR, LAST_YEAR = 1970, 2100
_LONG_YEAR = re.compile(r"\+?[0-9]{5,6}-[0-9]{2}-[0-9]{2}")
# Of a file system, in bytes.
MAX_FILE_NAME = 255
# They are not seen, and some disks take no notice of them.
_VARIATION_SELECTORS = re.compile("[\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef]")
# The path may be a single slash.
_FULL_ADDRESS = re.compile(r"https?://[^/\\]+[/\\]", re.IGNORECASE)


def clean_folder(raw: str) -> str:
    """The name of a folder inside the live folder."""
    # Composing a very long text takes long (facts 37). What is cut here is still too long when composed.
    name = unicodedata.normalize("NFC", trimmed(raw)[: 4 * MAX_FOLDER_LENGTH + 1])
    if not name:
        raise Invalid("folder", "Enter the name of a folder")
    if len(name) > MAX_FOLDER_LENGTH or len(name.encode(errors="replace")) > MAX_FILE_NAME:
        raise Invalid(
            "folder",
            "%(label)s must be %(most)s characters or fewer",
            label=translatable("Folder"),
            most=MAX_FOLDER_LENGTH,
        )
    # Such a name cannot lead out of the live folder, and it is not the name of a hidden folder.
    if name.startswith(".") or not all(char in "_-. " or _is_letter_or_digit(char) for char in name):
        raise Invalid(
            "folder", "Folder must be made of letters, digits, spaces, hyphens and underscores, like board-2026"
        )
    if odd := next((char for char in name if _has_capitals_elsewhere(char)), None):
        raise Invalid("folder", "Folder cannot contain “%(character)s”. Use small letters, or A to Z.", character=odd)
    return name


def _is_letter_or_digit(char: str) -> bool:
    is_seen = char not in BLANK_LOOKING and not _VARIATION_SELECTORS.match(char)
    return is_seen and unicodedata.category(char)[0] in "LMN"


def _has_capitals_elsewhere(char: str) -> bool:
    """Whether some disks take it for another letter, and the database, which knows the capitals of A to Z, does not.
    So folders that are one folder on such a disk have one name in the database, but for these capitals."""
    return not char.isascii() and not char == char.casefold() == char.lower()


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
    """The absolute address of a playlist on another server, as browsers write it."""
    typed = trimmed(raw)
    if not typed:
        raise Invalid("playlist_url", "Enter the address of a playlist")
    address = read(typed) if _FULL_ADDRESS.match(typed) and typed.isprintable() and "#" not in typed else None
    if address is None or not address.is_openable or _is_odd_name(address):
        raise Invalid("playlist_url", "Enter the full address, like https://stream.example.org/board/index.m3u8")
    return of_usable_length(address.href, "playlist_url")


def of_usable_length(url: str, field: str) -> str:
    if len(url) > MAX_URL_LENGTH:
        label = translatable("Address")
        raise Invalid(field, "%(label)s must be %(most)s characters or fewer", label=label, most=MAX_URL_LENGTH)
    return url


def _is_odd_name(address: WebAddress) -> bool:
    """Whether the content policy of a page could not allow this host. An IPv6 address is refused when it is read."""
    return not address.is_nameable and address.ip is None


def clean_start(raw: str, *, zone: tzinfo | None = None) -> datetime | None:
    """The time in UTC, or None if blank. A time without a zone of its own is in `zone`, and is refused without it."""
    raw = raw.strip(" \t")
    if not raw:
        return None
    typed = _date_and_time(raw)
    if typed.tzinfo is None and zone is None:
        raise Invalid("starts_at", "Start needs a time zone, like 2026-11-05T14:00+01:00")
    try:
        start = instant_of(typed, zone)
    except Skipped:
        raise Invalid("starts_at", "This time does not exist: the clocks are put forward then") from None
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
