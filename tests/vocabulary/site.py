"""A site under test: its application, its people, media items with real bytes, and browsers."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select, update
from werkzeug.test import TestResponse

from models.config.settings import settings
from models.links import deleting as link_deleting
from models.links import switching
from models.media import captions as media_captions
from models.media import deleting
from models.people import user_sessions
from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestSession, MediaFile, MediaItem, Module, User, Visit
from models.tables.module import INVITETOMEDIA
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import inputs, visit_url

TITLE = "A title"
# As captions are kept.
CAPTIONS = b"WEBVTT\n\n00:00:00.000 --> 00:00:09.000\nHello\n"


@dataclass
class Site:
    app: Flask
    maker: Maker

    def media(
        self, owner: User | None = None, *, content: bytes = b"0123456789", kind: str = "video", access: bool = True
    ) -> int:
        """A media item whose recording and poster are in the media folder. Returns its id."""
        media_id = self.maker.media(owner, kind=kind, access=access, now=now())
        poster = f"{uuid.uuid4().hex}.jpg"
        with database.writing() as db:
            video = db.scalars(select(MediaFile).where(MediaFile.media_id == media_id)).one()
            video.size = len(content)
            (settings().media_folder / video.stored_name).write_bytes(content)
            (settings().media_folder / poster).write_bytes(b"a poster")
            db.add(
                MediaFile(
                    media_id=media_id,
                    role="poster",
                    stored_name=poster,
                    content_type="image/jpeg",
                    size=8,
                    created_at=now(),
                )
            )
        return media_id

    def captions(self, media_id: int, language: str = "en", content: bytes = CAPTIONS) -> None:
        with media_captions.keep_captions(content) as captions, database.writing() as db:
            media_captions.put_captions(db, media_id, language, captions, now=now())

    def link(
        self,
        media_id: int | None = None,
        *,
        clicks: int | None = None,
        days: int | None = None,
        age: timedelta = timedelta(),
    ) -> GuestLink:
        return self.maker.link(media_id or self.media(), clicks=clicks, days=days, now=now() - age)

    def browser(self) -> FlaskClient:
        return self.app.test_client()

    @staticmethod
    def secret_of(user: User) -> str:
        """The secret of a new user session of this person."""
        with database.writing() as db:
            return user_sessions.begin_session(db, user.id, browser="A browser", now=now())

    def signed_in(self, user: User, client: FlaskClient | None = None) -> FlaskClient:
        """A browser in which this person is signed in: `client`, or a new one. The sign-in form is not used."""
        client = client or self.browser()
        with client.session_transaction() as session:
            session.clear()
            session["_user_id"], session["_fresh"] = self.secret_of(user), True
        return client

    def state(self) -> dict[str, int]:
        """How many rows of each kind there are. A refused request must not change any of these numbers."""
        with database.reading() as db:
            tables = (User, MediaItem, GuestLink, GuestEntry, GuestSession, Visit)
            asked = {table.__tablename__: select(func.count()).select_from(table) for table in tables}
            asked["on"] = select(func.count()).where(MediaItem.guest_access)
            asked["deleted"] = select(func.count()).where(MediaItem.deleted_at.is_not(None))
            asked["dead links"] = select(func.count()).where(GuestLink.deleted_at.is_not(None))
            return {name: db.scalars(count).one() for name, count in asked.items()}

    def clicks(self, link: GuestLink) -> int:
        with database.reading() as db:
            return db.scalar(select(GuestLink.clicks).where(GuestLink.id == link.id)) or 0

    def visits(self) -> list[bool]:
        """Whether each visit is open, oldest first."""
        with database.reading() as db:
            return [ended is None for ended in db.scalars(select(Visit.ended_at).order_by(Visit.id))]

    def turn_on(self, media_id: int) -> None:
        with database.writing() as db:
            switching.turn_on_access(db, media_id, now=now())

    def turn_off(self, media_id: int) -> None:
        with database.writing() as db:
            switching.turn_off_access(db, media_id, now=now())

    def delete_media(self, media_id: int) -> None:
        with database.writing() as db:
            deleting.delete_media(db, media_id, now=now())

    def delete_link(self, link: GuestLink) -> None:
        with database.writing() as db:
            link_deleting.delete_link(db, link.id, now=now())

    def switch_module(self, enabled: bool) -> None:
        with database.writing() as db:
            db.execute(update(Module).where(Module.name == INVITETOMEDIA).values(enabled=enabled))

    def address(self, link: GuestLink) -> str:
        return f"/g/{self.maker.token(link)}"


@dataclass
class Guest:
    """A guest with one link, in a browser that others may share."""

    client: FlaskClient
    address: str

    def form(self) -> dict[str, str]:
        """The inputs of the entry form, with an empty name and email."""
        return inputs(self.client.get(self.address).text)

    def send(self, form: dict[str, str], *, name: str = "Dana", email: str = "dana@example.com") -> TestResponse:
        return self.client.post(self.address, data=form | {"name": name, "email": email})

    def enter(self) -> TestResponse:
        return self.send(self.form())

    def watch(self) -> str:
        """Load the media page and return the address of the visit."""
        return visit_url(self.client.get(self.address).text)

    def cookie_header(self) -> str:
        """Both cookies of this link as a Cookie header, for requests without a test client."""
        return "; ".join(f"{name}={self.cookie(name)}" for name in ("guestlink_entry", "guestlink_guest"))

    def cookie(self, name: str) -> str | None:
        found = self.client.get_cookie(name, path=self.address)
        return found.value if found else None


class Guests(Protocol):
    """Makes guests, each with a new link and a new browser unless they are given."""

    def __call__(self, link: GuestLink | None = None, client: FlaskClient | None = None) -> Guest: ...


def now() -> datetime:
    return datetime.now(UTC)
