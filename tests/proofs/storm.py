"""Storms: real processes that do the same thing at the same moment.

They record what each guest was told, and when. Times are those of the monotonic clock, which all processes share.
"""

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

from sqlalchemy import Engine, select

from models.errors import DoesNotAdmit, Forbidden, ThreeLinks
from models.guests import admission
from models.guests.visiting import Guest
from models.links import creating
from models.people import choosing_password
from models.plumbing import database, keys
from models.tables import GuestSession
from tests.vocabulary import acts
from tests.vocabulary.maker import SESSION_DAYS, Maker

STORM_SECONDS = 300
# Processes are forked from a server that has imported everything, so 16 of them start within a second. It has no open
# connection, which they would share.
FORKED = get_context("forkserver")


def run_together(count: int, work: Callable[..., Any], *arguments: Any) -> list[Any]:
    """Run `work(*arguments)` in `count` processes that begin at the same moment. Returns what each returned. Raises
    RuntimeError if one failed."""
    FORKED.set_forkserver_preload(["tests.proofs.storm", "pytest"])
    barrier, answers = FORKED.Barrier(count), FORKED.Queue()
    given = (work, arguments, dict(os.environ), barrier, answers)
    processes = [FORKED.Process(target=_run, args=given) for _ in range(count)]
    for process in processes:
        process.start()
    results = [answers.get(timeout=STORM_SECONDS) for _ in processes]
    for process in processes:
        process.join(STORM_SECONDS)
    for _, error in results:
        if error:
            raise RuntimeError(error)
    return [answer for answer, _ in results]


def _run(
    work: Callable[..., Any], arguments: tuple[Any, ...], environment: dict[str, str], barrier: Any, answers: Any
) -> None:
    os.environ.update(environment)
    try:
        barrier.wait(STORM_SECONDS)
        answers.put((work(*arguments), None))
    except BaseException:  # noqa: BLE001 (the process that waits for the answer raises it)
        answers.put((None, traceback.format_exc()))


@dataclass(frozen=True)
class Attempt:
    """One entry form that was sent. `status`: "admitted", or the cause why not."""

    guest: Guest
    status: str
    sent_at: float
    answered_at: float


def enter(bind: Engine, token_hash: str, form_hash: str | None = None) -> Attempt:
    """As the web does it."""
    form_hash = form_hash or keys.digest(uuid.uuid4().hex)
    entry = admission.NewEntry("Dana", "dana@example.com", form_hash)
    sent_at, status = time.monotonic(), "admitted"
    try:
        with database.writing_at_once(bind) as db:
            admission.admit(db, token_hash, entry, now=datetime.now(UTC), session_days=SESSION_DAYS)
    except DoesNotAdmit as refusal:
        status = refusal.status
    return Attempt(Guest(token_hash, form_hash), status, sent_at, time.monotonic())


def enter_often(url: str, token_hash: str, count: int) -> list[Attempt]:
    bind = database.make_engine(url)
    return [enter(bind, token_hash) for _ in range(count)]


def repeat_form(url: str, token_hash: str, form_hash: str, threads: int) -> list[Attempt]:
    """Each thread sends the same form."""
    bind = database.make_engine(url)
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(lambda _: enter(bind, token_hash, form_hash), range(threads)))


def create_links(url: str, media_id: int, count: int, form_id: str = "") -> list[int]:
    """Try `count` times to create a link, by one form if it has an id. Returns the id that each try has led to."""
    bind, created = database.make_engine(url), []
    for _ in range(count):
        try:
            with database.writing(bind) as db:
                new = creating.NewLink("A link", None, None, form_id)
                link = creating.create_link(db, media_id, new, now=datetime.now(UTC))
            created.append(link.id)
        except ThreeLinks:
            pass
    return created


@dataclass(frozen=True)
class Load:
    """One page load of an admitted guest."""

    allowed: bool
    sent_at: float
    answered_at: float


def enter_and_load_until(url: str, token_hash: str, over: Any) -> tuple[list[Attempt], list[Load]]:
    """Enter again and again until the event `over` is set, and once more after it. In between, the guest who was
    admitted last loads the page."""
    bind = database.make_engine(url)
    attempts: list[Attempt] = []
    loads: list[Load] = []
    latest = Guest(token_hash, "")
    last_round = False
    while not last_round:
        last_round = over.is_set()
        attempts.append(enter(bind, token_hash))
        latest = attempts[-1].guest if attempts[-1].status == "admitted" else latest
        sent_at = time.monotonic()
        allowed = acts.load(Maker(bind), latest, now=datetime.now(UTC)) is not None
        loads.append(Load(allowed, sent_at, time.monotonic()))
    return attempts, loads


def can_watch(bind: Engine, guest: Guest) -> bool:
    """Whether this guest gets the page and its bytes."""
    now = datetime.now(UTC)
    key = acts.load(Maker(bind), guest, now=now)
    return key is not None and acts.plays(Maker(bind), guest, key, now=now)


def session_hashes(bind: Engine, link_id: int) -> set[str]:
    with database.reading(bind) as db:
        return set(db.scalars(select(GuestSession.secret_hash).where(GuestSession.link_id == link_id)))


def choose_password(url: str, secret: str) -> str | None:
    """Choose a password at a one-time address. Returns its hash, or None if the address does not work any more."""
    password_hash = uuid.uuid4().hex
    try:
        acts.do(
            Maker(database.make_engine(url)), choosing_password.choose_password, secret, password_hash, now=utcnow()
        )
    except Forbidden:
        return None
    return password_hash


def utcnow() -> datetime:
    return datetime.now(UTC)
