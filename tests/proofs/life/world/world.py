"""A site with its disk and its time. `owners`, `guests` and `workers` act on it.

Only the clock is replaced.
"""

import io
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, select, text, update
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.plumbing import clock, database
from models.tables import Base, GuestLink, Module, Site, User, Visit
from tests.proofs.life.world.browser import Form
from tests.proofs.life.world.kill import Kill
from tests.vocabulary.maker import NOW, Maker
from web.app import create_app


class World:
    """Items, links, forms and visits are known by their place in the lists, as in the model."""

    def __init__(self, bind: Engine) -> None:
        self.bind, self.now, self.kill = bind, NOW, Kill()
        self.app: Flask = create_app()
        self.web: FlaskClient = self.app.test_client(use_cookies=False)
        self.logged = io.StringIO()
        for name in ("before_cursor_execute", "commit"):
            event.listen(bind, name, self.kill.strike)

    def reset(self) -> None:
        """Empty the site."""
        with database.writing(self.bind) as db:
            for table in reversed(Base.metadata.sorted_tables):
                if table not in {Module.__table__, Site.__table__}:
                    db.execute(table.delete())
            db.execute(update(Module).values(enabled=True))
        self.now, self.kill.left = NOW, None
        if not self.media_folder.is_dir():
            self.mount(True)
        self.maker = Maker(self.bind)
        self.owners: list[User] = []
        self.clients: list[FlaskClient] = []
        self.items: list[int] = []
        self.owner_of: list[int] = []
        self.files: list[str] = []
        self.links: list[GuestLink] = []
        self.tokens: list[str] = []
        self.forms: list[Form] = []
        self.visits: list[str] = []

    @contextmanager
    def clock_and_logs(self) -> Iterator[None]:
        """The product's clock shows the time of this world, and everything that is logged is kept."""
        handler, real, root = logging.StreamHandler(self.logged), clock.utcnow, logging.getLogger()
        clock.utcnow = lambda bind=None: self.now
        root.addHandler(handler)
        try:
            yield
        finally:
            clock.utcnow = real
            root.removeHandler(handler)

    @contextmanager
    def killed_after(self, statements: int | None) -> Iterator[None]:
        """Raises Killed after this number of statements and commits. None: never."""
        self.kill.left = statements
        try:
            yield
        finally:
            self.kill.left = None

    def add_new_rows(self) -> None:
        """Add the links and visits that are new in the database, in the order in which they were made."""
        with database.reading(self.bind) as db:
            links = db.scalars(select(GuestLink).order_by(GuestLink.id)).unique().all()
            keys = db.scalars(select(Visit.key).order_by(Visit.started_at, Visit.id)).all()
        known = {link.id for link in self.links}
        for link in links:
            if link.id not in known:
                self.links.append(link)
                self.tokens.append(self.maker.token(link))
        self.visits += [key for key in keys if key not in set(self.visits)]

    # The disk.

    @property
    def media_folder(self) -> Path:
        return settings().media_folder

    def mount(self, there: bool) -> None:
        """Mount or unmount the media folder."""
        away = self.media_folder.with_name("unmounted")
        if there:
            away.rename(self.media_folder)
        else:
            self.media_folder.rename(away)

    def set_file(self, item: int, there: bool) -> None:
        file = self.media_folder / self.files[item]
        if there:
            file.write_bytes(self.content(item))
        else:
            file.unlink(missing_ok=True)

    @staticmethod
    def content(item: int) -> bytes:
        """The bytes of its file. Those of two items have the same length, but are different."""
        return b"item %05d" % item

    # What can be seen.

    def dump(self) -> dict[str, dict[Any, dict[str, Any]]]:
        """Every row of every table, by its primary key."""
        with database.reading(self.bind) as db:
            return {table.name: _rows(db, table) for table in Base.metadata.sorted_tables}

    def written_outside_database(self) -> str:
        """What the product has written into logs and into the files of the data folder."""
        files = [path for path in settings().data.rglob("*") if path.is_file() and "sqlite3" not in path.name]
        return self.logged.getvalue() + "".join(path.read_text(errors="replace") for path in files)

    def database_file(self) -> bytes:
        """Empty on PostgreSQL."""
        if self.bind.dialect.name != "sqlite":
            return b""
        with database.reading(self.bind) as db:
            db.scalar(text("PRAGMA wal_checkpoint(TRUNCATE)"))
        return Path(self.bind.url.database or "").read_bytes()

    def read(self, question: Callable[[Session], Any]) -> Any:
        with database.reading(self.bind) as db:
            return question(db)


def _rows(db: Session, table: Any) -> dict[Any, dict[str, Any]]:
    keys = [column.name for column in table.primary_key]
    found = db.execute(select(table)).mappings().all()
    return {tuple(row[key] for key in keys): dict(row) for row in found}
