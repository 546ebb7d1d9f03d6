"""The live folder: below it each encoder has a folder of its own, into which it writes HLS."""

import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.config.settings import settings

# The playlist that an encoder begins with, by convention.
PLAYLIST = "index.m3u8"
TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".ts": "video/mp2t",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".vtt": "text/vtt",
}
NAME = r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}\.(?:m3u8|ts|m4s|mp4|vtt)"
# Hours of segments; whoever writes more has not written a playlist.
MAX_PLAYLIST_BYTES = 1024**2

_NAME = re.compile(NAME)


def file_in(folder: str, name: str) -> Path | None:
    """The regular file of this name, if it lies in that very folder: no link, of file or folder, leads out of it."""
    if not _NAME.fullmatch(name):
        return None
    try:
        path = settings().live_folder.resolve() / folder / name
        return path if path.resolve() == path and path.is_file() else None
    except OSError:
        return None


def erase(folder: str) -> int:
    """Remove the playlists and segments of a folder, and the folder when nothing else lies in it; how many files went.

    Whatever an encoder writes or removes meanwhile is left to it. No link, of file or folder, leads out of it."""
    path = settings().live_folder.resolve() / folder
    if path.resolve() != path or not path.is_dir():
        return 0
    # Held open: a folder that becomes a link in this moment still leads nowhere else.
    held = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        with os.scandir(held) as found:
            erased = sum(_unlink(entry.name, held) for entry in list(found) if _NAME.fullmatch(entry.name))
    finally:
        os.close(held)
    with suppress(OSError):
        path.rmdir()
    return erased


def holds_anything(folder: str) -> bool:
    """Whether something lies in a folder of this name, capitals or not, or cannot be seen to."""
    try:
        with os.scandir(settings().live_folder) as found:
            named = [entry.path for entry in found if entry.name.lower() == folder.lower()]
        return any(os.listdir(path) for path in named)  # noqa: PTH208 (names are all that is asked)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _unlink(name: str, folder: int) -> bool:
    """Whether this regular file was there to be removed."""
    try:
        if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            return False
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return False
    return True


@dataclass(frozen=True)
class Standing:
    """`begun`: there is something to play. `over`: the encoder has said that nothing more will come."""

    begun: bool
    over: bool


def standing(folder: str) -> Standing:
    """As its playlist tells."""
    lines = _playlist(folder)
    return Standing(bool(_entries(lines)), "#EXT-X-ENDLIST" in lines)


def _playlist(folder: str) -> list[str]:
    """The lines of the playlist; of its first rendition, when it only lists renditions."""
    lines = read_playlist(folder, PLAYLIST)
    first = next(iter(_entries(lines)), "")
    return read_playlist(folder, first) if first.endswith(".m3u8") else lines


def read_playlist(folder: str, name: str) -> list[str]:
    """No lines where there is none."""
    path = file_in(folder, name)
    if path is None:
        return []
    try:
        with path.open("rb") as file:
            return file.read(MAX_PLAYLIST_BYTES).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def _entries(lines: list[str]) -> list[str]:
    return [line for line in lines if line and not line.startswith("#")]
