"""A guest who watches through sweep after sweep once access is off, and silent guests who are removed meanwhile."""

from datetime import UTC, datetime, timedelta

from models.errors import NoRight
from models.guests import visiting
from models.guests.visiting import Guest
from models.links import switching
from models.plumbing import database
from models.upkeep import running
from models.upkeep.chores import CHORES
from models.workflows.advancing import advance_workflow
from tests.proofs import storm
from tests.vocabulary.maker import SESSION_DAYS, Maker

SILENT_GUESTS = 3


def checks_while_swept(maker: Maker, *, sweeps: int, checks: int) -> tuple[int, int, int]:
    """Sweeps a minute apart with byte checks between: how many, how many failed, and silent guests removed."""
    now = datetime.now(UTC)
    link = maker.link(maker.media(now=now), now=now)
    guest, silent = maker.enter(link, now=now), [maker.enter(link, now=now) for _ in range(SILENT_GUESTS)]
    keys = {each: _load(maker, each, now=now) for each in (guest, *silent)}
    with database.writing(maker.bind) as db:
        switching.turn_off_access(db, link.media_id, now=now)
    failed = 0
    for minute in range(1, sweeps + 1):
        then = now + timedelta(minutes=minute)
        _sweep(maker, now=then)
        instants = [then + timedelta(seconds=60 * check / checks) for check in range(checks)]
        failed += sum(not _served(maker, guest, keys[guest], now=instant) for instant in instants)
    # The silent visits are over after five minutes; a few more sweeps, should there have been fewer.
    for minute in range(sweeps, 7):
        _served(maker, guest, keys[guest], now=now + timedelta(minutes=minute + 1))
        _sweep(maker, now=now + timedelta(minutes=minute + 1))
    left = storm.sessions(maker.bind, link.id)
    assert guest.session_hash in left
    return sweeps * checks, failed, sum(each.session_hash not in left for each in silent)


def _load(maker: Maker, guest: Guest, *, now: datetime) -> str:
    with database.writing(maker.bind) as db:
        loaded = visiting.start_visit(db, guest, now=now, session_days=SESSION_DAYS)
        assert loaded is not None
        return loaded[1].key


def _served(maker: Maker, guest: Guest, key: str, *, now: datetime) -> bool:
    """A byte request as the web answers it: the check, and a sign of life when one is worth writing."""
    try:
        with database.reading(maker.bind) as db:
            _, worth_writing = visiting.file_for(db, guest, key, "video", now=now)
        if worth_writing:
            with database.writing(maker.bind) as db:
                visiting.record_sign_of_life(db, guest, key, now=now, played=True)
    except NoRight:
        return False
    return True


def _sweep(maker: Maker, *, now: datetime) -> None:
    for name in CHORES:
        swept = running.run_chore(name, now=now, bind=maker.bind)
        if name == "dispatch_workflows":
            for workflow_id in swept.ids:
                advance_workflow(lambda: database.writing(maker.bind), workflow_id, clock=lambda: now)
