"""One running demo for many journeys. Each of them adds people and media of its own."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from sqlalchemy import inspect, select

from models.media import deleting, live_sessions, rooms
from models.people import accounts, stopping
from models.plumbing import database
from models.plumbing.folding import fold
from models.tables import MediaFile, MediaItem
from tests.vocabulary.clips import make_clip
from tests.vocabulary.demo_stream import wait_for_stream
from tests.vocabulary.maker import Maker
from tests.vocabulary.own_video import Person
from tests.vocabulary.tree import Tree
from web.cli.demo.story import FOLDER


class Site:
    def __init__(self, tree: Tree) -> None:
        self.tree, self.engine = tree, tree.engine

    @classmethod
    @contextmanager
    def running(cls, data: Path) -> Iterator["Site"]:
        """On this data folder, which may be new."""
        tree = Tree(data).start("--demo")
        try:
            tree.wait_until_announced()
            yield cls(tree)
        finally:
            tree.kill()
            tree.destroy()

    @property
    def address(self) -> str:
        return self.tree.address

    def person(self, role: str = "contributor") -> Person:
        user = Maker(self.engine).user(role, now=datetime.now(UTC))
        return Person(self.tree, user.id, user.email)

    def add_film(self, owner: Person, title: str) -> int:
        """The film of the demo, with its poster, as another item."""
        now = datetime.now(UTC)
        with database.writing(self.engine) as db:
            item = MediaItem(kind="video", title=title, folded=fold(title), owner_id=owner.id, created_at=now)
            db.add(item)
            db.flush()
            for file in db.scalars(select(MediaFile).where(MediaFile.media_id == 1)):
                db.add(self._copy(file, item.id))
            return item.id

    def _copy(self, file: MediaFile, media_id: int) -> MediaFile:
        """Of this file, without its bytes: it is another name for them."""
        names = {column.key for column in inspect(MediaFile).column_attrs} - {"id"}
        folder, name = self.tree.data / "media", f"{uuid.uuid4().hex}{Path(file.stored_name).suffix}"
        (folder / name).hardlink_to(folder / file.stored_name)
        values = {each: getattr(file, each) for each in names}
        return MediaFile(**{**values, "media_id": media_id, "stored_name": name})

    def add_room(self, owner: Person, title: str) -> int:
        with database.writing(self.engine) as db:
            url = f"https://meet.example/{uuid.uuid4().hex[:8]}"
            now = datetime.now(UTC)
            return rooms.add_room(db, owner_id=owner.id, title=title, join_url=url, channel=False, now=now).id

    @contextmanager
    def live_session(self, title: str) -> Iterator[None]:
        """Of the demo's owner, with the demo's stream, an hour before its start."""
        wait_for_stream(self.tree)
        now = datetime.now(UTC)
        with database.writing(self.engine) as db:
            owner_id = accounts.user_by_email(db, self.tree.email).id
            source, starts_at = live_sessions.in_folder(FOLDER), now + timedelta(hours=1)
            media_id = live_sessions.add_live(
                db, owner_id=owner_id, title=title, source=source, starts_at=starts_at, now=now
            ).id
        yield
        with database.writing(self.engine) as db:
            deleting.delete_media(db, media_id, now=datetime.now(UTC))

    @contextmanager
    def with_its_settings(self) -> Iterator[None]:
        """Afterwards, links of disabled owners work again: other journeys are on the same site."""
        try:
            yield
        finally:
            with database.writing(self.engine) as db:
                stopping.set_links_stop(db, stop=False)

    @cached_property
    def portrait(self) -> Path:
        """A film that is taller than wide."""
        target = self.tree.data / "portrait.mp4"
        make_clip(target, seconds=8, width=180, height=320)
        return target
