"""The live folder: below it each encoder has a folder of its own, into which it writes HLS."""

import re
from pathlib import Path

from models.plumbing.settings import settings

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
LARGEST_PLAYLIST = 1024**2

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


def has_segment(folder: str) -> bool:
    """Whether the stream has begun: there is something to play."""
    return bool(_entries(_playlist(folder)))


def is_over(folder: str) -> bool:
    """Whether its encoder has said that nothing more will come."""
    return "#EXT-X-ENDLIST" in _playlist(folder)


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
            return file.read(LARGEST_PLAYLIST).decode("utf-8", "replace").splitlines()
    except OSError:
        return []


def _entries(lines: list[str]) -> list[str]:
    return [line for line in lines if line and not line.startswith("#")]
