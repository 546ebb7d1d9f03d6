"""Texts that an older version has made for the search are made again (contract 4.53)."""

from typing import Any

from sqlalchemy import Engine, select, text, update

from models.plumbing import database
from models.site import founding
from models.tables import GuestEntry, GuestLink, MediaItem, User
from models.tables.folded import holds
from tests.vocabulary.maker import NOW, Maker

NAME = "D\N{RIGHT SINGLE QUOTATION MARK}Or Łódź"
MADE_BY_OLDER_VERSION = "d\N{RIGHT SINGLE QUOTATION MARK}or łodz"
TABLES: dict[Any, str] = {User: "name", MediaItem: "title", GuestLink: "name", GuestEntry: "name"}


def test_what_an_older_version_has_made_is_found_after_the_upgrade(bind: Engine) -> None:
    maker = Maker(bind)
    maker.enter(maker.link())
    with database.writing(bind) as db:
        for table, column in TABLES.items():
            db.execute(update(table).values({column: NAME, "folded": MADE_BY_OLDER_VERSION}))
        # As it has noted of what it has made the text and the sort keys.
        db.execute(update(User).values(folded_of=User.name + "\n" + User.email, sorted_as=User.name))
        db.execute(text("UPDATE alembic_version SET version_num = '0023'"))
    assert found(bind) == [0, 0, 0, 0]
    founding.migrate(bind, now=NOW)
    assert found(bind) == [1, 1, 1, 1]


def found(bind: Engine) -> list[int]:
    with database.reading(bind) as db:
        return [len(db.scalars(select(table.id).where(holds(table.folded, "d'or lodz"))).all()) for table in TABLES]
