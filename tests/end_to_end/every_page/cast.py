"""Who looks at the pages, and what there is on the site: the demo, and a few items in states that it does not show."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property

from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.test import TestResponse

from models.config.settings import settings
from models.people import accounts, user_groups
from models.plumbing import database
from models.tables import GuestLink, MediaFile, MediaItem, User
from tests.vocabulary import pictures
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guest, Site, now
from web.cli.demo import content

# The first items of the demo.
FILM, LIVE, ROOM, MUSIC, CONCERT = range(1, 6)


@dataclass
class Cast:
    """All of them read this language."""

    site: Site
    language: str = "en"

    def browser(self, user: User | None = None) -> FlaskClient:
        """Of this person, or of somebody who is not signed in."""
        client = self.site.signed_in(user) if user else self.site.browser()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = self.language
        return client

    @cached_property
    def louise(self) -> User:
        """The demo's owner."""
        with database.reading() as db:
            return accounts.user_by_email(db, content.EMAIL)

    @cached_property
    def owner(self) -> FlaskClient:
        return self.browser(self.louise)

    @cached_property
    def admin_user(self) -> User:
        return self.site.maker.user("admin", now=now() - timedelta(days=40))

    @cached_property
    def admin(self) -> FlaskClient:
        return self.browser(self.admin_user)

    @cached_property
    def viewer(self) -> FlaskClient:
        return self.browser(self.site.maker.user("viewer"))

    @cached_property
    def noa(self) -> User:
        """Somebody without media."""
        with database.writing() as db:
            return accounts.add_user(
                db, email="noa@example.com", name="נועה לוי", role="contributor", password=None, now=now()
            )

    @cached_property
    def teachers(self) -> int:
        """The id of a group with one member."""
        # Made before: two transactions that write would wait for each other.
        noa = self.noa
        with database.writing() as db:
            group = user_groups.create_group(db, "Teachers")
            user_groups.add_member(db, group.id, noa.id)
            return group.id

    # Items and links

    def link(self, name: str) -> GuestLink:
        """A link of the demo."""
        with database.reading() as db:
            return db.scalars(select(GuestLink).where(GuestLink.name == name)).one()

    def item(self, title: str, kind: str = "video") -> int:
        """Another item of the demo's owner, with guest access and no links."""
        media_id = self.site.media(self.louise, kind=kind)
        with database.writing() as db:
            poster = db.scalars(
                select(MediaFile).where(MediaFile.media_id == media_id, MediaFile.role == "poster")
            ).one()
            poster.size = (settings().media_folder / poster.stored_name).write_bytes(pictures.picture("jpeg"))
            db.execute(update(MediaItem).where(MediaItem.id == media_id).values(title=title))
        return media_id

    def new_link(self, media_id: int, *, clicks: int | None = None, days: int | None = None) -> GuestLink:
        return self.site.link(media_id, clicks=clicks, days=days)

    def guest(self, link: GuestLink) -> Guest:
        return Guest(self.browser(), self.site.address(link))

    # What they do

    def opens(self, link: GuestLink) -> TestResponse:
        guest = self.guest(link)
        return guest.client.get(guest.address)

    def enters(self, link: GuestLink) -> TestResponse:
        guest = self.guest(link)
        assert guest.enter().status_code == 303
        return guest.client.get(guest.address)

    @contextmanager
    def without_admins(self) -> Iterator[None]:
        """As on a new site."""
        with database.writing() as db:
            admins = list(db.scalars(select(User.id).where(User.role == "admin")))
            db.execute(update(User).where(User.role == "admin").values(role="viewer"))
        yield
        with database.writing() as db:
            db.execute(update(User).where(User.id.in_(admins)).values(role="admin"))


def send(client: FlaskClient, page: str, to: str = "", **fields: str) -> TestResponse:
    """A form of this page, with these fields. It goes to the page's own address unless another is named."""
    token = {"csrf_token": inputs(client.get(page).text)["csrf_token"]}
    return client.post(to or page, data=token | fields)


def send_whole(client: FlaskClient, page: str, to: str = "", **changed: str) -> TestResponse:
    """The only form of this page, with what it holds, but for these fields."""
    return client.post(to or page, data=inputs(client.get(page).text) | changed)
