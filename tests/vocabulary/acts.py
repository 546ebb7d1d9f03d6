"""What people and workers do in these tests, in one line each, by the product's own use-cases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import event, select

from models.errors import NoRight
from models.guests import admission, visiting
from models.guests.visiting import Guest
from models.links import issuing, switching
from models.media import deleting
from models.plumbing import database
from models.tables import GuestGroup, GuestLink, GuestSession, Module, Workflow
from models.tables.module import INVITETOMEDIA
from models.upkeep import running
from models.upkeep.chores import CHORES
from models.workflows.advancing import advance_workflow
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


def turn_off(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> None:
    do(maker, switching.turn_off_access, link.media_id, now=now)


def turn_on(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> None:
    do(maker, switching.turn_on_access, link.media_id, now=now)


def delete_link(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> None:
    do(maker, issuing.delete_link, link.id, now=now)


def delete_media(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> None:
    do(maker, deleting.delete_media, link.media_id, now=now)


def set_module(maker: Maker, *, enabled: bool, name: str = INVITETOMEDIA) -> None:
    with database.writing(maker.bind) as db:
        db.get_one(Module, name).enabled = enabled


def load(maker: Maker, guest: Guest, *, now: datetime = NOW) -> str | None:
    """Load the page: the visit's key, or None when refused."""
    loaded = do(maker, visiting.start_visit, guest, now=now, session_days=SESSION_DAYS)
    return loaded[1].key if loaded else None


def loaded(maker: Maker, guest: Guest, *, now: datetime = NOW) -> str:
    """Load the page, which must be allowed."""
    key = load(maker, guest, now=now)
    assert key is not None
    return key


def plays(maker: Maker, guest: Guest, key: str, *, now: datetime = NOW, role: str = "video") -> bool:
    """Whether a byte request of this visit is served."""
    try:
        with database.reading(maker.bind) as db:
            visiting.playable(db, guest, key, role, now=now)
    except NoRight:
        return False
    return True


def stays(maker: Maker, guest: Guest, key: str, *, now: datetime = NOW, played: bool = False) -> bool:
    try:
        do(maker, visiting.record_sign_of_life, guest, key, now=now, played=played)
    except NoRight:
        return False
    return True


def status(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> str:
    with database.reading(maker.bind) as db:
        return db.scalars(select(GuestLink.status(now)).where(GuestLink.id == link.id)).one()


def found(maker: Maker, link: GuestLink, *, now: datetime = NOW) -> str:
    """Its status as a page load finds it, the disk included."""
    with database.reading(maker.bind) as db:
        return admission.find_link(db, link.token_hash, now=now)[1]


def sweep(maker: Maker, *, now: datetime = NOW) -> dict[str, list[int]]:
    """What beat and worker do between them at this instant; the ids that each chore did."""
    done = {}
    for name in CHORES:
        done[name] = running.run_chore(name, now=now, bind=maker.bind).ids
    for workflow_id in done["dispatch_workflows"]:
        advance(maker, workflow_id, now=now)
    return done


def advance(maker: Maker, workflow_id: int, *, now: datetime = NOW) -> None:
    advance_workflow(lambda: database.writing(maker.bind), workflow_id, clock=lambda: now)


@contextmanager
def just_before(maker: Maker, statement: str, happens: Callable[[], object]) -> Iterator[None]:
    """Let this happen, in a transaction of its own, just before the first statement that begins so; it must come."""
    came: list[str] = []

    def pause(*given: Any) -> None:
        if not came and given[2].startswith(statement):
            came.append(statement)
            happens()

    event.listen(maker.bind, "before_cursor_execute", pause)
    try:
        yield
    finally:
        event.remove(maker.bind, "before_cursor_execute", pause)
    assert came


def workflows(maker: Maker) -> list[Workflow]:
    """With their steps, oldest first."""
    with database.reading(maker.bind) as db:
        found = list(db.scalars(select(Workflow).order_by(Workflow.id)))
        for workflow in found:
            list(workflow.steps)
        return found


def sessions(maker: Maker) -> set[str]:
    """Who has a guest session: the hashes of their cookies."""
    with database.reading(maker.bind) as db:
        return set(db.scalars(select(GuestSession.secret_hash)))


def groups(maker: Maker) -> set[int]:
    """The links that have a guest group."""
    with database.reading(maker.bind) as db:
        return set(db.scalars(select(GuestGroup.link_id)))
