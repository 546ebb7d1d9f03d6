"""Access is turned off in the middle of a storm of guests who enter and load the page."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select

from models.links import switching
from models.plumbing import database
from models.tables import GuestLink, GuestSession
from tests.proofs.storm import FORKED, Attempt, Load, enter_and_load_until, run_together, session_hashes


@dataclass(frozen=True)
class TurningOff:
    """`sessions`: how many guest sessions there were at the commit."""

    sent_at: float
    committed_at: float
    sessions: int


def turn_off_in_a_storm(
    bind: Engine, link: GuestLink, processes: int, seconds: float
) -> tuple[TurningOff, list[Attempt], list[Load]]:
    """Turn access off while guests enter and load, and let them go on for `seconds` after it."""
    over, url = FORKED.Event(), bind.url.render_as_string(hide_password=False)
    with ThreadPoolExecutor(1) as owner:
        turning_off = owner.submit(_turn_off_once_guests_are_in, bind, link, over, seconds)
        answers = run_together(processes, enter_and_load_until, url, link.token_hash, over)
    all_attempts = [attempt for attempts, _ in answers for attempt in attempts]
    return turning_off.result(), all_attempts, [load for _, loads in answers for load in loads]


def _turn_off_once_guests_are_in(bind: Engine, link: GuestLink, over: Any, seconds: float) -> TurningOff:
    try:
        while len(session_hashes(bind, link.id)) < 10:
            time.sleep(0.05)
        time.sleep(seconds / 2)
        turning_off = turn_off(bind, link.media_id)
        time.sleep(seconds)
        return turning_off
    finally:
        over.set()


def turn_off(bind: Engine, media_id: int) -> TurningOff:
    sent_at = time.monotonic()
    with database.writing(bind) as db:
        switching.turn_off_access(db, media_id, now=datetime.now(UTC))
        # This transaction holds the lock of the link's row now, so no admission can come between here and the commit.
        db.flush()
        of_link = select(func.count(GuestSession.id)).join(GuestLink, GuestLink.id == GuestSession.link_id)
        sessions = db.scalars(of_link.where(GuestLink.media_id == media_id)).one()
    return TurningOff(sent_at, time.monotonic(), sessions)
