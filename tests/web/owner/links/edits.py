"""An owner who edits the only link of the site, and what is stored of it."""

from sqlalchemy import select, update
from werkzeug.test import TestResponse

from models.plumbing import database
from models.tables import GuestLink
from tests.web.owner.links.conftest import Window

EDIT = "links/1/edit"
FUTURE = "2027-01-31T18:00"


def edit(window: Window, **typed: str) -> TestResponse:
    return window.client.post(f"{window.address}/{EDIT}", data=window.form(EDIT) | typed)


def link() -> GuestLink:
    with database.reading() as db:
        return db.scalars(select(GuestLink)).one()


def store(**values: object) -> None:
    with database.writing() as db:
        db.execute(update(GuestLink).values(**values))
