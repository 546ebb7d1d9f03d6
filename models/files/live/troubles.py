"""Why nothing of a stream can be shown although its encoder writes, for its owner (contract 9.24)."""

import errno
from enum import StrEnum
from typing import NamedTuple

from models.files.live import looking
from models.files.live.disk import LiveFile, opened_folder
from models.files.live.looking import Look
from models.tables.live_session import LiveStream

# One segment may just have been removed.
MOST_TRIED = 3
LONGEST_NAME = 200


class Kind(StrEnum):
    UNDECIDED = "undecided"
    LEADS_OUT = "leads_out"
    UNREADABLE = "unreadable"


class Trouble(NamedTuple):
    """`name`: of the file, or what is written in the playlist."""

    kind: Kind
    name: str


def trouble(stream: LiveStream) -> Trouble | None:
    if not stream.holds_stream:
        return None
    look = looking.look(stream)
    kinds = {
        Kind.UNDECIDED: ", ".join(look.undecided),
        Kind.LEADS_OUT: look.leads_out,
        Kind.UNREADABLE: _unreadable(stream.folder, look),
    }
    return next((Trouble(kind, name[:LONGEST_NAME]) for kind, name in kinds.items() if name), None)


def _unreadable(folder: str, look: Look) -> str | None:
    """The folder, a playlist, or the last segments: they are links, or we have no right to read them."""
    try:
        with opened_folder(folder):
            pass
    except OSError as error:
        return folder if _is_refused(error) else None
    if look.main is None:
        return next(iter(look.refused), None)
    lists = [found for found, _run in look.playlists.values()]
    last = [path for found in lists for path in found.paths[-MOST_TRIED:] if path]
    return last[-1] if last and all(_is_refused_file(LiveFile(folder, path)) for path in last) else None


def _is_refused_file(file: LiveFile) -> bool:
    try:
        file.open().close()
    except OSError as error:
        return _is_refused(error)
    return False


def _is_refused(error: OSError) -> bool:
    """Whether it is there. What has several names has an error without a number."""
    return error.errno != errno.ENOENT
