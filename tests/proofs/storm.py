"""Storms: real processes that do one thing at the same moment. Their instants are the machine's monotonic clock, which
all processes share; what they acknowledge is what a guest was told."""

import os
import time
import traceback
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from multiprocessing import get_context
from typing import Any

from sqlalchemy import Engine, func, select

from models.errors import DoesNotAdmit, NoRight, ThreeLinks
from models.guests import admission, visiting
from models.guests.visiting import Guest
from models.links import creating, switching
from models.plumbing import database, keys
from models.tables import GuestLink, GuestSession

SESSION_DAYS = 30
PATIENCE = 300
# Forked off a server that has imported what they need and opened nothing: a storm of 16 begins within a second.
FORKED = get_context("forkserver")


def together(count: int, work: Callable[..., Any], *arguments: Any) -> list[Any]:
    """`work(*arguments)` in so many processes, begun at one moment; what each returned. Raises for one's error."""
    FORKED.set_forkserver_preload(["tests.proofs.storm", "pytest"])
    barrier, answers = FORKED.Barrier(count), FORKED.Queue()
    given = (work, arguments, dict(os.environ), barrier, answers)
    processes = [FORKED.Process(target=_run, args=given) for _ in range(count)]
    for process in processes:
        process.start()
    found = [answers.get(timeout=PATIENCE) for _ in processes]
    for process in processes:
        process.join(PATIENCE)
    for _, error in found:
        if error:
            raise RuntimeError(error)
    return [answer for answer, _ in found]


def _run(
    work: Callable[..., Any], arguments: tuple[Any, ...], environment: dict[str, str], barrier: Any, answers: Any
) -> None:
    os.environ.update(environment)
    try:
        barrier.wait(PATIENCE)
        answers.put((work(*arguments), None))
    except BaseException:  # noqa: BLE001 (handed to the process that waits for it)
        answers.put((None, traceback.format_exc()))


@dataclass(frozen=True)
class Attempt:
    """One submitted form: `status` is what the guest was told, "admitted" or the cause."""

    guest: Guest
    status: str
    began: float
    told: float


def attempt(bind: Engine, token_hash: str, form_hash: str | None = None) -> Attempt:
    """Submit an entry form as the web does: autocommit on PostgreSQL, an IMMEDIATE transaction on SQLite."""
    form_hash = form_hash or keys.digest(uuid.uuid4().hex)
    opened = database.reading if bind.dialect.name == "postgresql" else database.writing
    form = admission.NewEntry("Dana", "dana@example.com", form_hash)
    began, status = time.monotonic(), "admitted"
    try:
        with opened(bind) as db:
            admission.admit(db, token_hash, form, now=datetime.now(UTC), session_days=SESSION_DAYS)
    except DoesNotAdmit as refusal:
        status = refusal.status
    return Attempt(Guest(token_hash, form_hash), status, began, time.monotonic())


def attempts(url: str, token_hash: str, count: int) -> list[Attempt]:
    bind = database.make_engine(url)
    return [attempt(bind, token_hash) for _ in range(count)]


def repeats(url: str, token_hash: str, form_hash: str, threads: int) -> list[Attempt]:
    """One form, sent by so many threads at once."""
    bind = database.make_engine(url)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda _: attempt(bind, token_hash, form_hash), range(threads)))


def issues(url: str, media_id: int, count: int) -> list[int]:
    """Try to create so many links; the ids of those acknowledged."""
    bind, made = database.make_engine(url), []
    for _ in range(count):
        try:
            with database.writing(bind) as db:
                form = creating.NewLink("A link", None, None)
                link = creating.create_link(db, media_id, form, now=datetime.now(UTC))
            made.append(link.id)
        except ThreeLinks:
            pass
    return made


@dataclass(frozen=True)
class Load:
    """One page load of an admitted guest."""

    allowed: bool
    began: float
    told: float


def enters_and_loads(url: str, token_hash: str, over: Any) -> tuple[list[Attempt], list[Load]]:
    """Enter again and again until told that it is over, and once more; in between, the latest guest loads the page."""
    bind = database.make_engine(url)
    entered: list[Attempt] = []
    loads: list[Load] = []
    latest = Guest(token_hash, "")
    last_round = False
    while not last_round:
        last_round = over.is_set()
        entered.append(attempt(bind, token_hash))
        latest = entered[-1].guest if entered[-1].status == "admitted" else latest
        began = time.monotonic()
        loads.append(Load(load(bind, latest) is not None, began, time.monotonic()))
    return entered, loads


@dataclass(frozen=True)
class Off:
    """A switching off: its instants, and the sessions that stood when it held the link's lock."""

    began: float
    committed: float
    sessions: int


def off_in_a_storm(
    bind: Engine, link: GuestLink, processes: int, seconds: float
) -> tuple[Off, list[Attempt], list[Load]]:
    """Switch access off amid a storm that goes on for so many seconds: the off, every attempt and every load."""
    over, url = FORKED.Event(), bind.url.render_as_string(hide_password=False)
    with ThreadPoolExecutor(1) as owner:
        offs = owner.submit(_off_once_they_enter, bind, link, over, seconds)
        answers = together(processes, enters_and_loads, url, link.token_hash, over)
    entered = [attempt for entered, _ in answers for attempt in entered]
    return offs.result(), entered, [load for _, loads in answers for load in loads]


def _off_once_they_enter(bind: Engine, link: GuestLink, over: Any, seconds: float) -> Off:
    try:
        while len(sessions(bind, link.id)) < 10:
            time.sleep(0.05)
        time.sleep(seconds / 2)
        off = turn_off(bind, link.media_id)
        time.sleep(seconds)
        return off
    finally:
        over.set()


def turn_off(bind: Engine, media_id: int) -> Off:
    began = time.monotonic()
    with database.writing(bind) as db:
        switching.turn_off_access(db, media_id, now=datetime.now(UTC))
        # The link's row is ours by now, so no admission is under way: this is how many there were before the commit.
        db.flush()
        mine = select(func.count(GuestSession.id)).join(GuestLink, GuestLink.id == GuestSession.link_id)
        sessions = db.scalars(mine.where(GuestLink.media_id == media_id)).one()
    return Off(began, time.monotonic(), sessions)


def load(bind: Engine, guest: Guest) -> str | None:
    """Load the page: the visit's key, or None when refused."""
    with database.writing(bind) as db:
        loaded = visiting.start_visit(db, guest, now=datetime.now(UTC), session_days=SESSION_DAYS)
        return loaded[1].key if loaded else None


def watches(bind: Engine, guest: Guest) -> bool:
    """Whether this guest really gets the page, and its bytes."""
    key = load(bind, guest)
    if key is None:
        return False
    try:
        with database.reading(bind) as db:
            visiting.playable(db, guest, key, "video", now=datetime.now(UTC))
    except NoRight:
        return False
    return True


def sessions(bind: Engine, link_id: int) -> set[str]:
    with database.reading(bind) as db:
        return set(db.scalars(select(GuestSession.secret_hash).where(GuestSession.link_id == link_id)))
