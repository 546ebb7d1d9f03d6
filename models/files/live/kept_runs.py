"""What is kept of each live session beside its stream, so that all web processes serve the same numbers (facts 131).

It is a file and no row of the database, because it changes whenever an encoder writes a playlist.
"""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.config.settings import settings
from models.files.live.runs import NS, Run
from models.plumbing import file_locks

# No folder of an encoder may begin with a dot.
FOLDER = ".runs"
LONGEST_WAIT = 2.0
# A slow player still asks for segments that the playlist has dropped (RFC 8216, 6.2.2).
LISTED_FOR = 180 * NS
MOST_LISTED = 500
# Some encoders give their playlist another name at each start.
MOST_RUNS = 300


@dataclass
class Kept:
    """`listed`: files that a playlist has named lately, with the version of their run and when they were last named.
    `written`: when a playlist of the stream was last written. Both times are of the disk."""

    runs: dict[str, Run] = field(default_factory=dict)
    listed: dict[str, tuple[str, int]] = field(default_factory=dict)
    written: int = 0

    def versions(self) -> dict[str, str]:
        return {path: version for path, (version, _at) in self.listed.items()}

    def list_again(self, files: dict[str, str], now: int) -> None:
        self.listed |= {path: (version, now) for path, version in files.items()}
        young = [(path, entry) for path, entry in self.listed.items() if entry[1] > now - LISTED_FOR]
        self.listed = dict(sorted(young, key=lambda pair: pair[1][1])[-MOST_LISTED:])


class Unreadable(Exception):
    """Another process holds the lock for longer than a look takes."""


@contextmanager
def locked(media_id: int) -> Iterator[None]:
    """Raises Unreadable. If nothing can be written below the live folder, each process goes by what it sees itself."""
    lock, began = None, time.monotonic()
    while lock is None:
        try:
            _path(media_id).parent.mkdir(exist_ok=True)
            lock = file_locks.lock(_path(media_id).with_suffix(".lock"))
        except file_locks.Locked:
            if time.monotonic() - began > LONGEST_WAIT:
                raise Unreadable from None
            time.sleep(0.005)
        except OSError:
            break
    try:
        yield
    finally:
        if lock is not None:
            lock.close()


def load(media_id: int) -> Kept | None:
    """None if nothing is kept."""
    try:
        kept = json.loads(_path(media_id).read_bytes())
        runs = {path: Run(**run) for path, run in kept["runs"].items()}
        listed = {path: (str(version), int(at)) for path, (version, at) in kept["listed"].items()}
        return Kept(runs, listed, int(kept["written"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None


def save(media_id: int, kept: Kept) -> None:
    runs = {path: run.document() for path, run in list(kept.runs.items())[-MOST_RUNS:]}
    document: dict[str, Any] = {"runs": runs, "listed": kept.listed, "written": kept.written}
    new = _path(media_id).with_suffix(".new")
    with suppress(OSError):
        new.write_text(json.dumps(document))
        new.replace(_path(media_id))


def forget(media_id: int) -> None:
    for ending in (".json", ".lock", ".new"):
        with suppress(OSError):
            _path(media_id).with_suffix(ending).unlink()


def _path(media_id: int) -> Path:
    return settings().live_folder / FOLDER / f"{media_id}.json"
