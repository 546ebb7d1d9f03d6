"""The entries of a site."""

from sqlalchemy import select

from models.plumbing import database
from models.tables import GuestEntry
from tests.vocabulary.maker import Maker


def entries(maker: Maker) -> list[GuestEntry]:
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(GuestEntry).order_by(GuestEntry.id)))
