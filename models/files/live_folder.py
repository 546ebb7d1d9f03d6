"""The folders below the live folder, into which encoders write their streams."""

import os
import stat
import time
import unicodedata
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from models.config.settings import settings
from models.files.live import choosing, disk, disk_time, names
from models.files.live.disk import opened_folder
from models.files.live.reading import Reader
from models.plumbing.sweeping import ERASING_SECONDS

# Looking at so many files takes a tenth of a second.
MOST_LOOKED_AT = 20_000


def newest_file_in(folder: str) -> int:
    """When the newest file in it was written, in nanoseconds by the disk's clock. 0 if there is none. If there are too
    many to look at, it is now."""
    newest = count = 0
    with suppress(OSError), opened_folder(folder) as opened:
        for _place, _folders, files, at in os.fwalk(".", dir_fd=opened):
            count += len(files)
            if count > MOST_LOOKED_AT:
                return disk_time.now_ns(folder)
            newest = max([newest, *(disk.written_of(name, at) for name in files)])
    return newest


def erase(folder: str, newest: int) -> tuple[int, bool]:
    """Remove what an encoder wrote until `newest`, in nanoseconds by the disk's clock: playlists, segments, what the
    playlists name and what is called like that, and then the folders that are empty. Recordings that lie beside the
    stream stay. Returns how many files, and whether those were all: it stops after ERASING_SECONDS.

    Links are not followed. What an encoder writes or removes meanwhile does no harm.
    """
    named, erased, until = _named_in(folder), 0, time.monotonic() + ERASING_SECONDS
    # Files are removed through the open folder. If its path becomes a link now, nothing is removed elsewhere.
    with suppress(OSError), opened_folder(folder) as opened:
        for name, at in _stream_files(opened, named):
            erased += _unlink(name, at, newest)
            if erased and time.monotonic() >= until:
                return erased, False
        for _place, folders, _files, at in os.fwalk(".", topdown=False, dir_fd=opened):
            for name in folders:
                with suppress(OSError):
                    os.rmdir(name, dir_fd=at)
    with suppress(OSError):
        _path(folder).rmdir()
    return erased, True


def _stream_files(opened: int, named: set[str]) -> Iterator[tuple[str, int]]:
    """Each with the open folder that it is in. The playlists come last: without them nothing would say of some files
    that they belong to the stream."""
    for is_last in (False, True):
        for place, _folders, files, at in os.fwalk(".", topdown=False, dir_fd=opened):
            for name in files:
                is_of_stream = names.is_stream_file(name) or names.series(f"{place}/{name}".removeprefix("./")) in named
                if is_of_stream and names.is_playlist(name) == is_last:
                    yield name, at


def holds_anything(folder: str) -> bool:
    """Whether a folder of this name, in capitals or not, has files in it. True also if that cannot be found out."""
    try:
        with os.scandir(settings().live_folder) as entries:
            paths = [entry.path for entry in entries if _composed(entry.name) == _composed(folder)]
        return any(map(_has_entries, paths))
    except FileNotFoundError:
        return False
    except OSError:
        return True


def _has_entries(path: str) -> bool:
    with os.scandir(path) as entries:
        return next(entries, None) is not None


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name).lower()


def _named_in(folder: str) -> set[str]:
    """Keys, and segments with endings that other files have too, are known only by the playlists that name them. Given
    is what the names of each series have in common, because a playlist drops the names of segments that stay."""
    reader = Reader(folder)
    found: set[str] = set()
    for path in choosing.all_playlists(folder):
        playlist = reader.playlist(path)
        # A list of music has the ending `.m3u`, too.
        if playlist is not None and (names.is_stream_file(path) or playlist.is_of_stream):
            found |= {names.series(name) for name in (path, *playlist.files)}
    return found


def _path(folder: str) -> Path:
    return settings().live_folder / folder


def _unlink(name: str, folder: int, newest: int) -> bool:
    """Remove a regular file that was not written later. Returns whether it was there."""
    try:
        found = os.stat(name, dir_fd=folder, follow_symlinks=False)
        if not stat.S_ISREG(found.st_mode) or disk.written(found) > newest:
            return False
        os.unlink(name, dir_fd=folder)
    except FileNotFoundError:
        return False
    return True
