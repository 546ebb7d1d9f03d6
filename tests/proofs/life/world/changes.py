"""What owners change on a link that is in use, by the use-cases that pages and commands call."""

from dataclasses import replace
from typing import Any

from sqlalchemy import select

from models.errors import Invalid, NotFound
from models.guests import removing_guests
from models.links import editing, ending
from models.plumbing import database
from models.tables import GuestEntry, GuestLink
from tests.proofs.life import answers
from tests.proofs.life.world.world import World


def edit(world: World, link: int, statements: int | None, **changes: Any) -> int:
    link_id = world.links[link].id
    try:
        with world.killed_after(statements), database.writing(world.bind) as db:
            shown = editing.fields_of(db.get_one(GuestLink, link_id))
            editing.edit_link(db, link_id, shown=shown, wanted=replace(shown, **changes), now=world.now)
    except NotFound:
        return answers.NOT_FOUND
    except Invalid:
        return answers.REFUSED
    return answers.OK


def end_link(world: World, link: int, statements: int | None) -> None:
    with world.killed_after(statements), database.writing(world.bind) as db:
        ending.end_link(db, world.links[link].id, now=world.now)


def end_item(world: World, item: int, statements: int | None) -> None:
    with world.killed_after(statements), database.writing(world.bind) as db:
        ending.end_item(db, world.items[item], now=world.now)


def remove_guest(world: World, form: int, statements: int | None) -> None:
    with world.killed_after(statements), database.writing(world.bind) as db:
        entry = select(GuestEntry.id).where(GuestEntry.form_hash == world.forms[form].hash)
        removing_guests.remove_guest(db, db.scalars(entry).one(), now=world.now)
