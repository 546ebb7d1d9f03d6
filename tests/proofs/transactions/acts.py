"""What people and workers do to a setup. Each act is one transaction, unless it says otherwise."""

import uuid
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete, select, update
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.files.storage import StoredFile
from models.guests import admission, erasing, playing, removing_guests
from models.links import creating, editing, ending, switching
from models.links import deleting as link_deleting
from models.media import captions as media_captions
from models.media import deleting
from models.plumbing import database, keys
from models.site import modules
from models.tables import GuestEntry, GuestGroup, GuestLink
from models.tables.module import INVITETOMEDIA
from models.upkeep import running
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from models.workflows import dispatching
from tests.proofs.transactions.instants import SOON
from tests.proofs.transactions.setup import Act, Setup
from tests.vocabulary import acts
from tests.vocabulary.maker import NOW, SESSION_DAYS, Maker


def call(use_case: Callable[..., Any], *attributes: str, now: datetime = SOON, **named: Any) -> Act:
    """Call one use-case with these attributes of the setup."""

    def act(bind: Engine, setup: Setup) -> str:
        acts.do(Maker(bind), use_case, *(getattr(setup, name) for name in attributes), now=now, **named)
        return "done"

    return act


def enter(form: str, *, held_open: bool = False, now: datetime = SOON) -> Act:
    """As the web does it. With `held_open`, in a transaction that stays open after the one statement of the admission.
    So others can do something before its commit (PostgreSQL)."""

    def act(bind: Engine, setup: Setup) -> str:
        if held_open:
            entry = admission.NewEntry("Dana", "dana@example.com", keys.digest(form))
            # `database.writing` allows one transaction only. A repeated form rolls it back, and needs another one.
            with Session(bind) as db:
                admission.admit(db, setup.link.token_hash, entry, now=now, session_days=SESSION_DAYS)
                db.commit()
        else:
            Maker(bind).enter(setup.link, form=form, now=now)
        return "admitted"

    return act


def load(*, now: datetime = SOON) -> Act:
    def act(bind: Engine, setup: Setup) -> str:
        key = acts.load(Maker(bind), setup.entered[0], now=now)
        if key is None:
            return "refused"
        setup.visit_keys = [key]
        return "loaded"

    return act


def stay(*, now: datetime = SOON, played: bool = False) -> Act:
    """A sign of life."""

    def act(bind: Engine, setup: Setup) -> str:
        guest, key = setup.entered[0], setup.visit_keys[0]
        acts.do(Maker(bind), playing.record_sign_of_life, guest, key, now=now, played=played)
        return "stays"

    return act


def leave(bind: Engine, setup: Setup) -> str:
    acts.do(Maker(bind), playing.leave, setup.entered[0], setup.visit_keys[0], now=SOON)
    return "left"


def edit(*, now: datetime = SOON, **changes: Any) -> Act:
    """As an owner who has opened the form before anything else happened."""

    def act(bind: Engine, setup: Setup) -> str:
        shown = editing.fields_of(setup.link)
        wanted = replace(shown, **changes)
        acts.do(Maker(bind), editing.edit_link, setup.link_id, shown=shown, wanted=wanted, now=now)
        return "done"

    return act


def remove_guest(*, now: datetime = SOON) -> Act:
    """The first guest."""

    def act(bind: Engine, setup: Setup) -> str:
        def remove(db: Session, *, now: datetime) -> None:
            of_guest = select(GuestEntry.id).where(GuestEntry.form_hash == setup.entered[0].session_hash)
            removing_guests.remove_guest(db, db.scalars(of_guest).one(), now=now)

        acts.do(Maker(bind), remove, now=now)
        return "done"

    return act


def erase_address(bind: Engine, _setup: Setup) -> str:
    acts.do(Maker(bind), erasing.erase_address, "Dana@Example.com", now=SOON)
    return "erased"


def run_task(name: str, *, now: datetime = SOON, recorded: bool = False) -> Act:
    """One batch. With `recorded`, its run is recorded in the same transaction, as tasks do it."""

    def act(bind: Engine, _setup: Setup) -> str:
        if recorded:
            running.run_task(name, now=now, bind=bind)
        else:
            run = acts.sweep_files if MAINTENANCE_TASKS[name].of_files else acts.do
            run(Maker(bind), MAINTENANCE_TASKS[name].use_case(), now=now, limit=10)
        return "swept"

    return act


def run_step(name: str, *, workflow: int = 0, now: datetime = SOON) -> Act:
    """One step of this workflow, counted from the oldest. The step is not recorded as done. One that erases files has
    two transactions."""

    def act(bind: Engine, setup: Setup) -> str:
        acts.run_step(Maker(bind), name, setup.workflow_ids[workflow], now=now)
        return "done"

    return act


def advance(*, now: datetime = SOON) -> Act:
    """The whole oldest workflow, in all its transactions."""

    def act(bind: Engine, setup: Setup) -> str:
        acts.advance(Maker(bind), setup.workflow_ids[0], now=now)
        return "done"

    return act


def create_link(bind: Engine, setup: Setup) -> str:
    new = creating.NewLink("Another", None, None)
    acts.do(Maker(bind), creating.create_link, setup.media_id, new, now=SOON)
    return "created"


def turn_module_off(bind: Engine, _setup: Setup) -> str:
    acts.write(Maker(bind), modules.switch_module, INVITETOMEDIA, enabled=False)
    return "done"


def put_captions(bind: Engine, setup: Setup) -> str:
    """The rows only. The file is in the media folder before the transaction begins."""
    captions = StoredFile(f"{uuid.uuid4().hex}.vtt", 10)
    acts.do(Maker(bind), media_captions.put_captions, setup.media_id, "en", captions, now=SOON)
    return "done"


def lose_file(_bind: Engine, _setup: Setup) -> None:
    for path in settings().media_folder.iterdir():
        # Uploads and work that is being done have folders in there.
        if path.is_file():
            path.unlink()


def lose_group(bind: Engine, _setup: Setup) -> None:
    with database.writing(bind) as db:
        db.execute(delete(GuestGroup))


def move_first_link(bind: Engine, setup: Setup) -> None:
    """So that PostgreSQL finds it behind the others of its item."""
    with database.writing(bind) as db:
        db.execute(update(GuestLink).where(GuestLink.id == setup.link.id).values(name="Moved"))


turn_off, turn_on = (call(use_case, "media_id") for use_case in (switching.turn_off_access, switching.turn_on_access))
end_link, end_item = call(ending.end_link, "link_id"), call(ending.end_item, "media_id")
delete_link, delete_media = call(link_deleting.delete_link, "link_id"), call(deleting.delete_media, "media_id")
dispatch = call(dispatching.dispatch_workflows, limit=10)

# The same acts at NOW, a second earlier. They prepare a setup.
turned_off = call(switching.turn_off_access, "media_id", now=NOW)
turned_on = call(switching.turn_on_access, "media_id", now=NOW)
link_deleted = call(link_deleting.delete_link, "link_id", now=NOW)
media_deleted = call(deleting.delete_media, "media_id", now=NOW)
link_ended = call(ending.end_link, "link_id", now=NOW)
