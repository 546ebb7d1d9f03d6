"""The live stream that a demo writes, and sessions that show it."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import update

from models.files.live.choosing import USUAL_NAMES
from models.plumbing import database
from models.tables import LiveSession
from tests.vocabulary.own_video import share
from tests.vocabulary.tree import Tree
from tests.vocabulary.waiting import wait_until
from web.cli.demo.story import FOLDER


def wait_for_stream(tree: Tree) -> None:
    wait_until("the stream has started", lambda: list((tree.data / "live" / FOLDER).glob("*.ts")))


@dataclass(frozen=True)
class OwnSession:
    """One more live session of the demo's owner, with its stream, for a test that shares the tree."""

    tree: Tree
    id: int
    link: str

    @classmethod
    def new(cls, tree: Tree) -> "OwnSession":
        wait_for_stream(tree)
        owner = ("--owner", tree.email)
        added = tree.command("media", "add-live", *owner, "--title", "Board", "--folder", FOLDER)["id"]
        # What was written before does not show (contract 9.24).
        playlist, now = tree.data / "live" / FOLDER / USUAL_NAMES[0], time.time()
        wait_until("the playlist is newer", lambda: playlist.exists() and playlist.stat().st_mtime > now)
        return cls(tree, added, share(tree, added))

    @property
    def page(self) -> str:
        """The address of its media page."""
        return f"{self.tree.address}/media/{self.id}"

    def starts_in(self, **time: float) -> None:
        with database.writing(self.tree.engine) as db:
            starts_at = datetime.now(UTC) + timedelta(**time)
            db.execute(update(LiveSession).where(LiveSession.media_id == self.id).values(starts_at=starts_at))
