"""What people may type for the source of a live session: its folder and its address. Each function raises Invalid."""

import re
import unicodedata

from models.errors import Invalid, translatable
from models.plumbing.fields import of_usable_length
from models.plumbing.pasted import BLANK_LOOKING, trimmed
from models.plumbing.web_addresses import WebAddress, read

MAX_FOLDER_LENGTH = 100
MAX_PLAYLIST_NAME_LENGTH = 500
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


def _is_odd_name(address: WebAddress) -> bool:
    """Whether the content policy of a page could not allow this host. An IPv6 address is refused when it is read."""
    return not address.is_nameable and address.ip is None
