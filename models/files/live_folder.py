"""The live folder. Below it each encoder has a folder of its own, into which it writes a stream as HLS."""

import os
import re
import stat
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.config.settings import settings

# By convention, an encoder writes this playlist first.
PLAYLIST = "index.m3u8"
CONTENT_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".ts": "video/mp2t",
    ".m4s": "video/iso.segment",
    ".mp4": "video/mp4",
    ".vtt": "text/vtt",
}
# A pattern for the names of playlists and segments.
NAME = rf"[A-Za-z0-9_][A-Za-z0-9_.-]{{0,99}}(?:{'|'.join(map(re.escape, CONTENT_TYPES))})"
# Enough to list segments of many hours. A larger file is no playlist.
MAX_PLAYLIST_BYTES = 1024**2

_NAME = re.compile(NAME)


def file_in(folder: str, name: str) -> Path | None:
    """The regular file of this name in this folder. Links, of the file or the folder, are not followed."""
    if not _NAME.fullmatch(name):
        return None
    try:
        path = settings().live_folder.resolve() / folder / name
        return path if path.resolve() == path and path.is_file() else None
    except OSError:
        return None


def erase(folder: str) -> int:
    """Remove the playlists and segments in the folder, and the folder if it is empty then. Returns how many files.

    Links are not followed. What an encoder writes or removes meanwhile does no harm.
    """
    path = settings().live_folder.resolve() / folder
    if path.resolve() != path or not path.is_dir():
        return 0
    # Files are removed through the open folder. If its path becomes a link now, nothing is removed elsewhere.
    opened = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        with os.scandir(opened) as entries:
            erased = sum(_unlink(entry.name, opened) for entry in list(entries) if _NAME.fullmatch(entry.name))
    finally:
        os.close(opened)
    with suppress(OSError):
        path.rmdir()
    return erased


def holds_anything(folder: str) -> bool:
    """Whether a folder of this name, in capitals or not, has files in it. True also if that cannot be found out."""
    try:
        with os.scandir(settings().live_folder) as entries:
            paths = [entry.path for entry in entries if entry.name.lower() == folder.lower()]
        return any(os.listdir(path) for path in paths)  # noqa: PTH208 (only the names are needed)
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _unlink(name: str, folder: int) -> bool:
    """Remove a regular file. Returns whether it was there."""
    try:
        if not stat.S_ISREG(os.stat(name, dir_fd=folder, follow_symlinks=False).st_mode):
            return False
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return False
    return True


@dataclass(frozen=True)
class StreamState:
    """`has_started`: there is something to play. `has_ended`: the encoder has marked the end of the stream."""

    has_started: bool
    has_ended: bool


def stream_state(folder: str) -> StreamState:
    lines = _media_playlist(folder)
    return StreamState(bool(_entries(lines)), "#EXT-X-ENDLIST" in lines)


def _media_playlist(folder: str) -> list[str]:
    """The lines of the playlist, or of its first rendition if it only lists renditions."""
    lines = read_playlist(folder, PLAYLIST)
    first = next(iter(_entries(lines)), "")
    return read_playlist(folder, first) if first.endswith(".m3u8") else lines


def read_playlist(folder: str, name: str) -> list[str]:
    """The lines of the playlist. An empty list if there is no such file."""
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
