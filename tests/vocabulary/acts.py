"""What people and workers do, each act in one line and one transaction, by calling the product's use-cases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import event, select
from sqlalchemy.orm import Session, selectinload

from models.errors import NoRight
from models.guests import invitations, playing, visiting
from models.guests.visiting import Guest
from models.links import deleting as link_deleting
from models.links import switching
from models.media import deleting
from models.plumbing import database
from models.plumbing.sweeping import Swept
from models.tables import GuestGroup, GuestLink, GuestSession, Module, Workflow
from models.tables.module import INVITETOMEDIA
from models.upkeep import running
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from models.workflows.advancing import advance_workflows
from models.workflows.erasing_steps import ERASING_STEPS
from models.workflows.preparing import prepare_recording
from models.workflows.steps import STEPS, Progress
from tests.vocabulary.maker import NOW, SESSION_DAYS, Maker

Done = TypeVar("Done")


def do(maker: Maker, use_case: Callable[..., Done], *arguments: Any, now: datetime = NOW, **named: Any) -> Done:
    """Run one use-case in a transaction of its own."""
    with database.writing(maker.bind) as db:
        return use_case(db, *arguments, now=now, **named)


def write(maker: Maker, use_case: Callable[..., Done], *arguments: Any, **named: Any) -> Done:
    """Run one use-case that takes no `now`, in a transaction of its own."""
    with database.writing(maker.bind) as db:
        return use_case(db, *arguments, **named)


def sweep_files(maker: Maker, use_case: Callable[..., Swept], *, now: datetime = NOW, limit: int = 10) -> Swept:
    """Run one sweep of files. It opens its transactions itself."""
    return use_case(partial(database.writing, maker.bind), now=now, limit=limit)


def sweep_in(db: Session, name: str, *, now: datetime, limit: int) -> Swept:
    """Run one batch of this maintenance task in a transaction that is open already, also if it opens its own."""
    task = MAINTENANCE_TASKS[name]
    swept: Swept = task.use_case()((lambda: nullcontext(db)) if task.of_files else db, now=now, limit=limit)
    return swept


def run_step(maker: Maker, name: str, workflow_id: int, *, now: datetime = NOW) -> Progress:
    """Run one step of this workflow. It is not recorded as done."""
    begin = partial(database.writing, maker.bind)
    step = STEPS.get(name)
    if step is None:
        with begin() as db:
            workflow = db.get_one(Workflow, workflow_id)
        step = ERASING_STEPS[name](begin, workflow, now=now)
    with begin() as db:
        return step(db, [db.get_one(Workflow, workflow_id)], now=now)[workflow_id]


def turn_off(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> None:
    do(maker, switching.turn_off_access, link.media_id, now=now)


def turn_on(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> None:
    do(maker, switching.turn_on_access, link.media_id, now=now)


def delete_link(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> None:
    do(maker, link_deleting.delete_link, link.id, now=now)


def delete_media(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> None:
    do(maker, deleting.delete_media, link.media_id, now=now)


def switch_module(maker: Maker, *, enabled: bool, name: str = INVITETOMEDIA) -> None:
    with database.writing(maker.bind) as db:
        db.get_one(Module, name).enabled = enabled


def load(maker: Maker, guest: Guest, *, now: datetime = NOW) -> str | None:
    """Load the media page. Returns the key of the visit, or None when the page is refused."""
    with database.looking_up(maker.bind) as db:
        page = visiting.page_of(db, guest, now=now, session_days=SESSION_DAYS)
    with database.writing_at_once(maker.bind) as db:
        if page is None or page.may_load():
            return visiting.start_visit(db, guest, now=now, session_days=SESSION_DAYS)
        visiting.end_visits(db, guest, now=now)
    return None


def watch(maker: Maker, guest: Guest, *, now: datetime = NOW) -> str:
    """Load the media page and return the key of the visit. Fails when the page is refused."""
    key = load(maker, guest, now=now)
    assert key is not None
    return key


def plays(maker: Maker, guest: Guest, key: str, *, now: datetime = NOW, role: str = "video") -> bool:
    """Whether a request for bytes in this visit is served."""
    try:
        with database.reading(maker.bind) as db:
            playing.file_for(db, guest, key, role, now=now)
    except NoRight:
        return False
    return True


def stays(maker: Maker, guest: Guest, key: str, *, now: datetime = NOW, played: bool = False) -> bool:
    """Whether a sign of life of this visit is accepted."""
    try:
        do(maker, playing.record_sign_of_life, guest, key, now=now, played=played)
    except NoRight:
        return False
    return True


def status(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> str:
    with database.reading(maker.bind) as db:
        return db.scalars(select(GuestLink.status(now)).where(GuestLink.id == link.id)).one()


def status_on_load(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> str:
    """The status of the link for a guest who opens it. It also depends on the files on the disk."""
    with database.reading(maker.bind) as db:
        return invitations.invitation(db, link.token_hash, now=now).status


def sweep(maker: Maker, *, now: datetime = NOW) -> dict[str, list[int]]:
    """Do what beat and the worker would do now. Returns, for each maintenance task, the ids of the rows it changed."""
    done = {}
    for name in MAINTENANCE_TASKS:
        done[name] = running.run_task(name, now=now, bind=maker.bind).ids
    advance(maker, *done["dispatch_workflows"], now=now)
    for workflow_id in done["dispatch_preparing"]:
        prepare(maker, workflow_id, now=now)
    return done


def advance(maker: Maker, *workflow_ids: int, now: datetime = NOW) -> None:
    advance_workflows(lambda: database.writing(maker.bind), workflow_ids, clock=lambda: now)


def prepare(maker: Maker, workflow_id: int, *, now: datetime = NOW) -> None:
    prepare_recording(lambda: database.writing(maker.bind), workflow_id, clock=lambda: now)


@contextmanager
def just_before(maker: Maker, statement: str, happens: Callable[[], object]) -> Iterator[None]:
    """Call `happens` just before the first SQL statement that starts with `statement`. Fails when none does."""
    seen: list[str] = []

    def pause(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if not seen and sql.startswith(statement):
            seen.append(sql)
            happens()

    event.listen(maker.bind, "before_cursor_execute", pause)
    try:
        yield
    finally:
        event.remove(maker.bind, "before_cursor_execute", pause)
    assert seen, f"no statement starts with {statement}"


def workflows(maker: Maker) -> list[Workflow]:
    """Oldest first. Their steps are loaded too."""
    with database.reading(maker.bind) as db:
        return list(db.scalars(select(Workflow).options(selectinload(Workflow.steps)).order_by(Workflow.id)))


def slots(maker: Maker, media_id: int) -> dict[int | None, int]:
    """The taken places of the item, of three, and the id of the link in each."""
    with database.reading(maker.bind) as db:
        mine = select(GuestLink).where(GuestLink.media_id == media_id, GuestLink.slot.is_not(None))
        return {link.slot: link.id for link in db.scalars(mine)}


def sessions(maker: Maker) -> set[str]:
    """The hash of the cookie of each guest session."""
    with database.reading(maker.bind) as db:
        return set(db.scalars(select(GuestSession.secret_hash)))


def groups(maker: Maker) -> set[int]:
    """The id of each link that has a guest group."""
    with database.reading(maker.bind) as db:
        return set(db.scalars(select(GuestGroup.link_id)))
