"""What people and workers do on a scene, one transaction each unless it says more."""

import uuid
from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from models.config.settings import settings
from models.files.storage import StoredFile
from models.guests import admission, visiting
from models.links import creating, switching
from models.links import deleting as link_deleting
from models.media import captions as media_captions
from models.media import deleting
from models.plumbing import database, keys
from models.site.modules import switch_module
from models.tables import GuestGroup, Workflow
from models.tables.module import INVITETOMEDIA
from models.upkeep import running
from models.upkeep.chores import CHORES
from models.workflows import dispatching, steps
from models.workflows.advancing import advance_workflow
from tests.proofs.transactions.instants import SOON
from tests.proofs.transactions.setup import Act, Scene
from tests.vocabulary.maker import NOW, SESSION_DAYS


def writes(use_case: Callable[..., Any], *names: str, now: datetime = SOON, **named: Any) -> Act:
    """One use-case in one transaction, on these attributes of the scene."""

    def act(bind: Engine, scene: Scene) -> str:
        with database.writing(bind) as db:
            use_case(db, *(getattr(scene, name) for name in names), now=now, **named)
        return "done"

    return act


def enters(form: str, *, slowly: bool = False, now: datetime = SOON) -> Act:
    """On autocommit, as the web does; or `slowly`, in a transaction held open: an admission amid its one statement."""

    def act(bind: Engine, scene: Scene) -> str:
        entry = admission.NewEntry("Dana", "dana@example.com", keys.digest(form))
        given = (scene.link.token_hash, entry)
        if slowly:
            with Session(bind) as db:
                admission.admit(db, *given, now=now, session_days=SESSION_DAYS)
                db.commit()
        else:
            with database.reading(bind) as db:
                admission.admit(db, *given, now=now, session_days=SESSION_DAYS)
        return "admitted"

    return act


def loads(*, now: datetime = SOON) -> Act:
    def act(bind: Engine, scene: Scene) -> str:
        with database.writing(bind) as db:
            loaded = visiting.start_visit(db, scene.entered[0], now=now, session_days=SESSION_DAYS)
        if loaded is None:
            return "refused"
        scene.keys = [loaded[1].key]
        return "loaded"

    return act


def stays(*, now: datetime = SOON) -> Act:
    def act(bind: Engine, scene: Scene) -> str:
        with database.writing(bind) as db:
            visiting.record_sign_of_life(db, scene.entered[0], scene.keys[0], now=now)
        return "stays"

    return act


def leaves(bind: Engine, scene: Scene) -> str:
    with database.writing(bind) as db:
        visiting.leave(db, scene.entered[0], scene.keys[0], now=SOON)
    return "left"


def sweeps(chore: str, *, now: datetime = SOON, recorded: bool = False) -> Act:
    """One batch; `recorded`, with the record of its run in the same transaction, as tasks do."""

    def act(bind: Engine, scene: Scene) -> str:
        if recorded:
            running.run_chore(chore, now=now, bind=bind)
        else:
            with database.writing(bind) as db:
                CHORES[chore].use_case()(db, now=now, limit=10)
        return "swept"

    return act


def does_step(name: str, *, of: int = 0, now: datetime = SOON) -> Act:
    """One step's work by itself, in a transaction of its own as its worker's is."""

    def act(bind: Engine, scene: Scene) -> str:
        with database.writing(bind) as db:
            steps.STEPS[name](db, db.get_one(Workflow, scene.workflow_ids[of]), now=now)
        return "done"

    return act


def advances(*, of: int = 0, now: datetime = SOON) -> Act:
    """The whole workflow, all of its transactions."""

    def act(bind: Engine, scene: Scene) -> str:
        advance_workflow(lambda: database.writing(bind), scene.workflow_ids[of], clock=lambda: now)
        return "done"

    return act


def creates(bind: Engine, scene: Scene) -> str:
    with database.writing(bind) as db:
        creating.create_link(db, scene.media_id, creating.NewLink("Another", None, None), now=SOON)
    return "created"


def switches_module_off(bind: Engine, _scene: Scene) -> str:
    with database.writing(bind) as db:
        switch_module(db, INVITETOMEDIA, enabled=False)
    return "done"


def puts_captions(bind: Engine, scene: Scene) -> str:
    """The rows only: the file lies in the media folder before its transaction begins."""
    captions = StoredFile(f"{uuid.uuid4().hex}.vtt", 10)
    with database.writing(bind) as db:
        media_captions.put_captions(db, scene.media_id, "en", captions, now=SOON)
    return "done"


def loses_its_file(_bind: Engine, _scene: Scene) -> None:
    for file in settings().media_folder.iterdir():
        file.unlink()


def loses_its_group(bind: Engine, _scene: Scene) -> None:
    with database.writing(bind) as db:
        db.execute(delete(GuestGroup))


off, on = (writes(use_case, "media_id") for use_case in (switching.turn_off_access, switching.turn_on_access))
delete_link, delete_media = writes(link_deleting.delete_link, "link_id"), writes(deleting.delete_media, "media_id")
was_off = writes(switching.turn_off_access, "media_id", now=NOW)
was_on = writes(switching.turn_on_access, "media_id", now=NOW)
was_deleted = writes(link_deleting.delete_link, "link_id", now=NOW)
media_was_deleted = writes(deleting.delete_media, "media_id", now=NOW)
dispatches = writes(dispatching.dispatch_workflows, limit=10)
