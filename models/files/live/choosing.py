"""Which playlist of a folder a session shows (contract 9.2)."""

import os

from models.files.live import names
from models.files.live.disk import opened_folder
from models.files.live.reading import Reader

USUAL_NAMES = ("index.m3u8", "master.m3u8", "playlist.m3u8", "stream.m3u8")
# A day of segments of a second.
MOST_ENTRIES = 100_000
MOST_FOUND = 50


def choose(reader: Reader, playlist_name: str | None, left_until: int) -> str | None:
    """The path of the playlist below the folder. Playlists of an earlier session do not count."""
    for name in (playlist_name,) if playlist_name else USUAL_NAMES:
        if _is_of_this_session(reader, name, left_until):
            return name
    return None if playlist_name else _the_only_one(reader, left_until)


def tree_of(reader: Reader, main: str) -> list[str]:
    """The playlist, and the playlists that it names."""
    found = reader.playlist(main)
    return [main, *(found.playlists if found else [])]


def _is_of_this_session(reader: Reader, path: str, left_until: int) -> bool:
    """Whether it, or a playlist that it names, was written since then. Many encoders write a list of playlists once."""
    if reader.playlist(path) is None:
        return False
    if reader.written(path) > left_until:
        return True
    return any(reader.playlist(one) and reader.written(one) > left_until for one in tree_of(reader, path)[1:])


def _the_only_one(reader: Reader, left_until: int) -> str | None:
    """A list of playlists counts, and those that it names do not. In folders below, the usual names count again."""
    found = [path for path in all_playlists(reader.folder) if _is_of_this_session(reader, path, left_until)]
    named = {one for path in found for one in tree_of(reader, path)[1:]}
    left = [path for path in found if path not in named]
    for depth in sorted({path.count("/") for path in left}):
        here = [path for path in left if path.count("/") == depth]
        usual = [path for name in USUAL_NAMES for path in here if path.rpartition("/")[2] == name]
        if len(here) == 1 or len(usual) == 1:
            return (here if len(here) == 1 else usual)[0]
    return None


def all_playlists(folder: str) -> list[str]:
    entries = 0
    found: list[str] = []
    try:
        with opened_folder(folder) as opened:
            for place, _folders, files, _at in os.fwalk(".", dir_fd=opened):
                found += [f"{place}/{name}".removeprefix("./") for name in files if names.is_playlist(name)]
                entries += len(files)
                if entries > MOST_ENTRIES or len(found) > MOST_FOUND:
                    break
    except OSError:
        return []
    return [path for path in sorted(found)[:MOST_FOUND] if path.isprintable()]
