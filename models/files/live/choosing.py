"""Which playlist of a folder a session shows (contract 9.2)."""

import os

from models.files.live import disk, disk_time, names
from models.files.live.disk import opened_folder
from models.files.live.playlists import Playlist
from models.files.live.reading import Reader
from models.files.live.runs import NS

USUAL_NAMES = ("index.m3u8", "master.m3u8", "playlist.m3u8", "stream.m3u8")
# Where none of them is being written, all names in the folder are read.
SCAN_AFTER = 2.0
# A day of segments of a second.
MOST_ENTRIES = 100_000
# Some encoders write another playlist at each start and leave the old ones.
MOST_FOUND, MOST_CHOSEN_FROM = 5_000, 50


def choose(reader: Reader, playlist_name: str | None, left_until: int) -> list[str]:
    """The path of the playlist below the folder. Several if it is not clear which of them is meant. Playlists of an
    earlier session do not count, and those that are written now come before others."""
    if playlist_name:
        return [playlist_name] if _is_of_this_session(reader, playlist_name, left_until) else []
    usual = next((name for name in USUAL_NAMES if _is_of_this_session(reader, name, left_until)), None)
    if usual is not None and is_written_now(reader, usual):
        return [usual]
    return _best(_written_last(reader, left_until))


def tree_of(reader: Reader, main: str) -> list[str]:
    """The playlist, and the playlists that it names."""
    found = reader.playlist(main)
    return [main, *(found.playlists if found else [])]


def is_written_now(reader: Reader, path: str) -> bool:
    age = (disk_time.now_ns(reader.folder) - _written(reader, path)) / NS
    return abs(age) <= _pauses_after(reader, path) and not _has_ended(reader, path)


def lasts(reader: Reader, main: str) -> float:
    """For how many seconds the choice need not be made again, if nothing changes that it was made by."""
    is_clear = main in USUAL_NAMES and is_written_now(reader, main)
    return _pauses_after(reader, main) if is_clear else SCAN_AFTER


def _is_of_this_session(reader: Reader, path: str, left_until: int) -> bool:
    """Whether it, or a playlist that it names, was written since then. Many encoders write a list of playlists once."""
    if reader.playlist(path) is None:
        return False
    return reader.written(path) > left_until or _written(reader, path) > left_until


def _written_last(reader: Reader, left_until: int) -> list[str]:
    """A list of playlists counts, and those that it names do not. It is compared when they were written, and not how
    long ago, so that the choice stays when all have ended."""
    newest_first = all_playlists(reader.folder)[:MOST_CHOSEN_FROM]
    found = [path for path in sorted(newest_first) if _is_of_this_session(reader, path, left_until)]
    named = {one for path in found for one in tree_of(reader, path)[1:]}
    left = [path for path in found if path not in named and not _has_only_frames(reader.playlist(path))]
    newest = max((_written(reader, path) for path in left), default=0)
    lately = [path for path in left if newest - _written(reader, path) <= _pauses_after(reader, path) * NS]
    return [path for path in lately if not _has_ended(reader, path)] or lately


def _best(paths: list[str]) -> list[str]:
    """In folders below, the usual names count again."""
    several = paths
    for depth in sorted({path.count("/") for path in paths}):
        here = [path for path in paths if path.count("/") == depth]
        usual = [path for name in USUAL_NAMES for path in here if path.rpartition("/")[2] == name]
        if len(here) == 1 or len(usual) == 1 or (usual and depth == 0):
            return (here if len(here) == 1 else usual)[:1]
    return several


def _tree(reader: Reader, path: str) -> list[Playlist]:
    return [found for one in tree_of(reader, path) if (found := reader.playlist(one)) is not None]


def _written(reader: Reader, path: str) -> int:
    return max(reader.written(one) for one in tree_of(reader, path) if reader.playlist(one) or one == path)


def _pauses_after(reader: Reader, path: str) -> float:
    return max((found.pauses_after for found in _tree(reader, path)), default=0)


def _has_ended(reader: Reader, path: str) -> bool:
    ends = [found.has_ended for found in _tree(reader, path) if not found.is_list_of_playlists]
    return bool(ends) and all(ends)


def _has_only_frames(found: Playlist | None) -> bool:
    """For seeking in pictures. It has no sound, and a list of playlists names it beside others."""
    return found is not None and "#EXT-X-I-FRAMES-ONLY" in found.head


def all_playlists(folder: str) -> list[str]:
    """By their endings, those that were written last first."""
    entries = 0
    found: list[tuple[int, str]] = []
    try:
        with opened_folder(folder) as opened:
            for place, _folders, files, at in os.fwalk(".", dir_fd=opened):
                playlists = filter(names.is_playlist, files)
                found += [(disk.written_of(name, at), f"{place}/{name}".removeprefix("./")) for name in playlists]
                entries += len(files)
                if entries > MOST_ENTRIES or len(found) > MOST_FOUND:
                    break
    except OSError:
        return []
    return [path for _written, path in sorted(found, reverse=True) if path.isprintable()]
