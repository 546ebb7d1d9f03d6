"""Watches from outside how a real process tree prepares a recording."""

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event, Thread

import psutil
from sqlalchemy import select

from models.plumbing import database
from models.tables import MediaFile
from tests.vocabulary.tree import Tree
from tests.vocabulary.waiting import wait_until

# The command line of a child that encodes a piece of the picture.
ENCODING, PARENT = "inside.encoding:encode_picture", re.compile(r'"parent": (\d+)')


@dataclass
class Watched:
    """`tries`: for each piece the files that were begun for it. `at_once`: the most children that were at work."""

    tree: Tree
    media_id: int
    tries: dict[str, set[str]] = field(default_factory=dict)
    children: dict[int, psutil.Process] = field(default_factory=dict)
    at_once: int = 0

    @classmethod
    def add(cls, tree: Tree, film: Path) -> "Watched":
        added = tree.command("media", "add", str(film), "--owner", tree.email, "--title", "A film")
        return cls(tree, added["id"])

    @property
    def folder(self) -> Path:
        return self.tree.data / "media" / "preparing" / str(self.media_id)

    def look(self) -> None:
        with contextlib.suppress(OSError):
            for path in self.folder.glob("picture-*.part"):
                piece, _, unique = path.name.partition(".piece.")
                self.tries.setdefault(piece, set()).add(unique)
        found = self.encoders()
        self.children |= {child.pid: child for child in found}
        self.at_once = max(self.at_once, len(found))

    @contextlib.contextmanager
    def watching(self) -> Iterator["Watched"]:
        ended = Event()

        def watch() -> None:
            while not ended.wait(0.2):
                self.look()

        thread = Thread(target=watch)
        thread.start()
        try:
            yield self
        finally:
            ended.set()
            thread.join()

    def encoders(self) -> list[psutil.Process]:
        """The children of this tree's workers that encode, also of workers that are dead."""
        with contextlib.suppress(psutil.Error):  # the tree may have ended
            self.tree.parts()
        found = []
        for process in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                command = " ".join(process.cmdline())
                if ENCODING in command and int(PARENT.findall(command)[0]) in self.tree.seen:
                    found.append(process)
        return found

    def wait_for_piece(self, number: int, timeout: float = 180) -> None:
        """Until this piece is being made, and its first bytes are there."""

        def is_begun() -> bool:
            with contextlib.suppress(OSError):
                return any(path.stat().st_size for path in self.folder.glob(f"picture-{number:04}.piece.*.part"))
            return False

        wait_until(f"piece {number} is being made", is_begun, timeout)

    def state(self) -> str:
        return str(self.tree.command("media", "show", str(self.media_id))["state"])

    def wait_until_ready(self, timeout: float = 300) -> None:
        # A command takes CPU that the encoder needs.
        wait_until("the recording is ready", lambda: self.playable() and self.state() == "ready", timeout)

    def playable(self) -> list[str]:
        """The stored names of its rows for guests."""
        with database.reading(self.tree.engine) as db:
            rows = select(MediaFile.stored_name).where(MediaFile.media_id == self.media_id, MediaFile.role == "video")
            return list(db.scalars(rows))

    def assert_clean(self) -> None:
        """One file for guests, no folder of work, no doubtful file, no child."""
        [name] = self.playable()
        assert (self.tree.data / "media" / name).stat().st_size > 0
        wait_until("the folder of work is gone", lambda: not self.folder.exists(), 90)
        doubtful = self.tree.data / "doubtful"
        assert not doubtful.exists() or list(doubtful.iterdir()) == []
        assert [child for child in self.children.values() if child.is_running()] == []
