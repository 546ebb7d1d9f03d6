"""From the addresses in a playlist to files below the folder, and back."""

import posixpath
import re
from collections.abc import Callable
from urllib.parse import quote, unquote

MOST_LETTERS = 1000
# Such a name means the same in an address and on a disk.
_PLAIN = re.compile(r"[A-Za-z0-9_~-][A-Za-z0-9_.~-]*(?:/[A-Za-z0-9_~-][A-Za-z0-9_.~-]*)*")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
# A path, also on a drive, or as an address of this machine.
_ON_A_DISK = re.compile(r"/|[A-Za-z]:[/\\]|\\\\|file:/", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
_TYPES = {
    ".m3u8": "application/vnd.apple.mpegurl",
    ".m3u": "application/vnd.apple.mpegurl",
    ".ts": "video/mp2t",
    ".m2ts": "video/mp2t",
    ".mts": "video/mp2t",
    ".m4s": "video/iso.segment",
    ".m4v": "video/mp4",
    ".m4a": "audio/mp4",
    ".mp4": "video/mp4",
    ".cmfv": "video/mp4",
    ".cmfa": "audio/mp4",
    ".cmft": "application/mp4",
    ".aac": "audio/aac",
    ".ac3": "audio/ac3",
    ".ec3": "audio/eac3",
    ".mp3": "audio/mpeg",
    ".vtt": "text/vtt",
    ".webvtt": "text/vtt",
    ".json": "application/json",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
}
_OF_STREAMS = {".m3u8", ".ts", ".m4s", ".cmfv", ".cmfa", ".cmft", ".aac", ".ac3", ".ec3"}
PLAYLIST_TYPE = _TYPES[".m3u8"]


def content_type(path: str) -> str:
    """By the ending. Keys, and segments with another ending or none, are bytes."""
    return _TYPES.get(posixpath.splitext(path)[1].lower(), "application/octet-stream")


def is_stream_file(path: str) -> bool:
    """Whether its ending is one that only streams have. Recordings and captions have the others."""
    return posixpath.splitext(path)[1].lower() in _OF_STREAMS


def series(path: str) -> str:
    """What the names of all segments of a stream have in common: they differ in their numbers."""
    return re.sub("[0-9]+", "0", path)


def is_playlist(path: str) -> bool:
    return content_type(path) == PLAYLIST_TYPE


def is_plain(address: str) -> bool:
    """Whether it means the same as an address and as a name."""
    return _PLAIN.fullmatch(address) is not None


def path_of(address: str, beside: str, is_file: Callable[[str], bool], folder: str = "") -> str | None:
    """The file below the folder that a playlist in the folder `beside` means. None if it is not one below it.

    Some encoders write names as they are, others as addresses. `a%20b.ts` and `a?b.ts` are read as names if there are
    such files. FFmpeg writes `/var/lib/live/FOLDER/a.ts` or `Z:/live/FOLDER/a.ts` where it makes names from the time.
    """
    if len(address) > MOST_LETTERS:
        return None
    if is_plain(address):
        return f"{beside}/{address}" if beside else address
    if _CONTROL.search(address):
        return None
    if found := _on_a_disk(address, is_file, folder):
        return found
    if not re.search(r"[%?#:\\]", address):
        return _below(beside, address)
    name = _below(beside, address)
    if name is not None and is_file(name):
        return name
    if _SCHEME.match(address) or address.startswith("//"):
        return None
    decoded = _decoded(address)
    return None if _CONTROL.search(decoded) else _below(beside, decoded)


def _on_a_disk(address: str, is_file: Callable[[str], bool], folder: str) -> str | None:
    """Whatever the live folder is called on the machine of the encoder."""
    is_there = folder and _ON_A_DISK.match(address)
    for written in (address.replace("\\", "/"), _decoded(address)) if is_there else ():
        name = _below("", written.rpartition(f"/{folder}/")[2])
        if name is not None and f"/{folder}/" in written and is_file(name):
            return name
    return None


def _decoded(address: str) -> str:
    return unquote(re.split(r"[?#]", address, maxsplit=1)[0].replace("\\", "/"))


def address_of(path: str, beside: str) -> str:
    """The address of this file in a playlist in the folder `beside`. Read as an address it means just this file."""
    relative = posixpath.relpath(path, beside) if beside else path
    return relative if is_plain(relative) else quote(relative)


def _below(beside: str, relative: str) -> str | None:
    if relative.startswith("/"):
        return None
    parts = beside.split("/") if beside else []
    for part in relative.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in {"", "."}:
            parts.append(part)
    return "/".join(parts) or None
