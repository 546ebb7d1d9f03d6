"""A guest who watches while sweeps run after access was turned off, beside silent guests whom they remove."""

from datetime import UTC, datetime, timedelta

from models.errors import NoRight
from models.guests import playing
from models.guests.visiting import Guest
from models.plumbing import database
from tests.proofs import storm
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker

SILENT_GUESTS = 3


def play_through_sweeps(maker: Maker, *, sweeps: int, checks: int) -> tuple[int, int, int]:
    """Run sweeps a minute apart, and ask for bytes `checks` times after each. Returns how often bytes were asked for,
    how often they were refused, and how many silent guests were removed."""
    now = datetime.now(UTC)
    link = maker.link(maker.media(now=now), now=now)
    guest, silent = maker.enter(link, now=now), [maker.enter(link, now=now) for _ in range(SILENT_GUESTS)]
    keys = {each: acts.watch(maker, each, now=now) for each in (guest, *silent)}
    acts.turn_off(maker, link, now=now)
    refused = 0
    for minute in range(1, sweeps + 1):
        swept_at = now + timedelta(minutes=minute)
        acts.sweep(maker, now=swept_at)
        instants = [swept_at + timedelta(seconds=60 * check / checks) for check in range(checks)]
        refused += sum(not _ask_for_bytes(maker, guest, keys[guest], now=instant) for instant in instants)
    # Silent visits are over after five minutes, so there must be sweeps after that.
    for minute in range(sweeps, 7):
        _ask_for_bytes(maker, guest, keys[guest], now=now + timedelta(minutes=minute + 1))
        acts.sweep(maker, now=now + timedelta(minutes=minute + 1))
    left = storm.session_hashes(maker.bind, link.id)
    assert guest.session_hash in left
    return sweeps * checks, refused, sum(each.session_hash not in left for each in silent)


def _ask_for_bytes(maker: Maker, guest: Guest, key: str, *, now: datetime) -> bool:
    """As the web does it: check the play right, and record a sign of life if one is worth writing."""
    try:
        with database.reading(maker.bind) as db:
            _, worth_writing = playing.file_for(db, guest, key, "video", now=now)
    except NoRight:
        return False
    return not worth_writing or acts.stays(maker, guest, key, now=now, played=True)
