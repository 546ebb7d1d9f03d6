"""Nobody gets the id of what is gone: an old form or the audit log would mean somebody else (contract 12.54)."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, func, select

from models.media import collaborators
from models.people import user_groups, user_sessions
from models.plumbing import database
from models.tables import Base, MediaCollaborator, MediaFile, User, UserGroup, UserSession
from tests.vocabulary import acts
from tests.vocabulary.acts import write
from tests.vocabulary.maker import Maker

KEPT = "its rows are never deleted"
NOT_SHOWN = "its ids stand in no address, form or audit log"
# A new table whose ids may be given again is named here, with the reason. Any other has GIVES_IDS_ONCE.
MAY_GIVE_AGAIN = {
    "audit_entry": "its ids are places of a list, and the oldest rows are deleted",
    "guest_entry": KEPT,
    "guest_link": KEPT,
    "guest_session": NOT_SHOWN,
    "media_item": KEPT,
    "notice": KEPT,
    "one_time_address": NOT_SHOWN,
    "visit": NOT_SHOWN,
    "workflow": KEPT,
    "workflow_step": NOT_SHOWN,
}


def begin_session(maker: Maker) -> None:
    acts.do(maker, user_sessions.begin_session, maker.user().id, browser="")


def add_collaborator(maker: Maker) -> None:
    write(maker, collaborators.add_collaborator, maker.media(), "who@example.com", by=maker.user())


GIVE_ONCE: dict[Any, Callable[[Maker], object]] = {
    MediaCollaborator: add_collaborator,
    MediaFile: lambda maker: maker.media(),
    User: lambda maker: maker.user(),
    UserGroup: lambda maker: write(maker, user_groups.create_group, uuid.uuid4().hex),
    UserSession: begin_session,
}


def newest(maker: Maker, table: Any) -> int:
    with database.reading(maker.bind) as db:
        return db.scalar(select(func.max(table.id))) or 0


@pytest.mark.parametrize("table", GIVE_ONCE, ids=lambda table: table.__name__)
def test_the_id_of_the_newest_row_is_not_given_again_when_it_is_deleted(maker: Maker, table: Any) -> None:
    GIVE_ONCE[table](maker)
    gone = newest(maker, table)
    with database.writing(maker.bind) as db:
        db.execute(delete(table).where(table.id == gone))
    GIVE_ONCE[table](maker)
    assert newest(maker, table) > gone


def test_each_table_gives_its_ids_once_or_need_not() -> None:
    give_ids = [table for table in Base.metadata.sorted_tables if table.autoincrement_column is not None]
    once = {table.name for table in give_ids if table.dialect_kwargs.get("sqlite_autoincrement")}
    assert once == {table.__tablename__ for table in GIVE_ONCE}
    assert {table.name for table in give_ids} - once == MAY_GIVE_AGAIN.keys()
