"""`admit()` alone, without HTTP: so many processes, each with one connection, admit guests on links of their own. The
floor is the same statement sent by the bare driver."""

import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial

import psycopg
from sqlalchemy import func, select

from models.guests import admission
from models.plumbing import database, keys
from models.tables import GuestEntry, GuestLink
from tests.benchmarks.floors import statements
from tests.benchmarks.lines import Line, ratio_at_least
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import Run
from tests.benchmarks.stage.stage import Stage
from tests.proofs.storm import run_together
from tests.vocabulary.maker import SESSION_DAYS, Maker
from tests.vocabulary.site import now

CONNECTIONS = (1, 4, 16)
Work = Callable[[str, list[str], float], tuple[int, float]]
LINKS = 48


def by_product(address: str, hashes: list[str], seconds: float) -> tuple[int, float]:
    """How many guests were admitted, and in how many seconds."""
    bind = database.make_engine(address)

    def admit(token_hash: str) -> None:
        entry = admission.NewEntry("Dana", "dana@example.com", keys.digest(uuid.uuid4().hex))
        with database.writing_at_once(bind) as db:
            assert admission.admit(db, token_hash, entry, now=datetime.now(UTC), session_days=SESSION_DAYS)

    return _again_and_again(admit, hashes, seconds)


def by_floor(address: str, hashes: list[str], seconds: float) -> tuple[int, float]:
    with psycopg.connect(address, autocommit=True) as connection:

        def admit(token_hash: str) -> None:
            values = {"token_hash": token_hash, "form_hash": keys.digest(uuid.uuid4().hex), "now": datetime.now(UTC)}
            values |= {"name": "Dana", "email": "dana@example.com"}
            values["folded"] = statements.searched("Dana", "dana@example.com")
            assert connection.execute(statements.ADMIT.encode(), values).fetchone()

        return _again_and_again(admit, hashes, seconds)


def _again_and_again(admit: Callable[[str], None], hashes: list[str], seconds: float) -> tuple[int, float]:
    for token_hash in hashes[:3]:
        # Unmeasured: it connects, and what is prepared once is prepared.
        admit(token_hash)
    began, done = time.perf_counter(), 0
    # Each process begins at another link, so they seldom meet.
    at = uuid.uuid4().int % len(hashes)
    while (passed := time.perf_counter() - began) < seconds:
        admit(hashes[(at + done) % len(hashes)])
        done += 1
    return done, passed


def lines(run: Run) -> Iterator[Line]:
    with Stage() as stage, stage.settings():
        maker = stage.site("guestlink")
        hashes = [maker.link(maker.media(now=now()), now=now()).token_hash for _ in range(run.size(LINKS, 6))]
        address = stage.address("guestlink")
        for count in CONNECTIONS:
            contestants = {
                work.__name__: partial(_measure, maker, work, count, address, hashes, run.seconds)
                for work in (by_product, by_floor)
            }
            samples = take_turns(contestants, run.rounds)
            yield Line(
                f"`admit()` alone on {len(hashes)} links, {count} connection{'s' if count > 1 else ''}",
                "a second",
                series(samples["by_product"], "rate"),
                series(samples["by_floor"], "rate"),
                "by the bare statement",
                (ratio_at_least(0.6),),
            )


def _measure(maker: Maker, work: Work, count: int, address: str, hashes: list[str], seconds: float) -> Sample:
    before = _counted(maker)
    answers = run_together(count, work, address, hashes, seconds)
    admitted = sum(done for done, _seconds in answers) + 3 * count
    after = _counted(maker)
    wrong = (
        ""
        if all(new - old == admitted for old, new in zip(before, after, strict=True))
        else (f"{admitted} admitted, clicks and entries {after} after {before}")
    )
    return Sample({"rate": sum(done / seconds for done, seconds in answers)}, wrong)


def _counted(maker: Maker) -> tuple[int, int]:
    """All clicks and all entries."""
    with database.reading(maker.bind) as db:
        clicks = db.scalars(select(func.coalesce(func.sum(GuestLink.clicks), 0))).one()
        return int(clicks), db.scalars(select(func.count(GuestEntry.id))).one()
