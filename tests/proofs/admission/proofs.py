"""The proofs of admission. Every figure counts what guests were told, and what they can do afterwards."""

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from models.plumbing import keys
from models.tables import GuestLink
from tests.proofs import storm
from tests.proofs.admission.playing_on import SILENT_GUESTS, play_through_sweeps
from tests.proofs.admission.waiting_messages import publish_without_worker
from tests.proofs.scale import scaled
from tests.proofs.turning_off import turn_off_in_a_storm
from tests.vocabulary.maker import Maker


@dataclass(frozen=True)
class Finding:
    """One line of the table: what was done, what was found, and whether the contract holds."""

    what: str
    found: str
    holds: bool
    seconds: float = 0.0


def new_link(maker: Maker, *, clicks: int | None = None) -> tuple[GuestLink, str]:
    """A link of a new item, and the address of its database."""
    link = maker.link(maker.media(now=datetime.now(UTC)), clicks=clicks, now=datetime.now(UTC))
    return link, maker.bind.url.render_as_string(hide_password=False)


def limit(maker: Maker, clicks: int, scale: float) -> Finding:
    link, url = new_link(maker, clicks=clicks)
    processes, tries = scaled(16, scale, least=4), scaled(50, scale, least=30)
    answers = storm.run_together(processes, storm.enter_often, url, link.token_hash, tries)
    attempts = [attempt for answer in answers for attempt in answer]
    admitted = {attempt.guest.session_hash for attempt in attempts if attempt.status == "admitted"}
    watching = sum(storm.can_watch(maker.bind, attempt.guest) for attempt in attempts)
    holds = len(admitted) == watching == clicks and storm.session_hashes(maker.bind, link.id) == admitted
    refused = Counter(attempt.status for attempt in attempts if attempt.status != "admitted")
    return Finding(
        f"limit {clicks}: {processes} processes x {tries} attempts",
        f"told admitted {len(admitted)}, can watch {watching}, refused {dict(refused)}",
        holds and set(refused) == {"limit_reached"},
    )


def repeats(maker: Maker, scale: float) -> Finding:
    link, url = new_link(maker, clicks=10)
    form = keys.digest(uuid.uuid4().hex)
    processes = scaled(10, scale, least=2)
    answers = storm.run_together(processes, storm.repeat_form, url, link.token_hash, form, 5)
    told = [attempt.status for answer in answers for attempt in answer]
    left = [attempt.status for attempt in storm.enter_often(url, link.token_hash, 10)].count("admitted")
    sessions = len(storm.session_hashes(maker.bind, link.id)) - left
    return Finding(
        f"{len(told)} parallel repeats of one form",
        f"told admitted {told.count('admitted')}, sessions {sessions}, clicks spent {10 - left}",
        set(told) == {"admitted"} and left == 9,
    )


def three_links(maker: Maker, scale: float) -> Finding:
    link, url = new_link(maker)
    processes = scaled(16, scale, least=4)
    answers = storm.run_together(processes, storm.create_links, url, link.media_id, 3)
    created = {link_id for answer in answers for link_id in answer}
    return Finding(
        f"{processes} processes creating links for an item that has one", f"created {len(created)}", len(created) == 2
    )


def turn_off(maker: Maker, scale: float) -> Finding:
    link, _ = new_link(maker)
    processes = scaled(12, scale, least=4)
    off, attempts, loads = turn_off_in_a_storm(maker.bind, link, processes, max(1.0, 5 * scale))
    admitted = {attempt.guest.session_hash for attempt in attempts if attempt.status == "admitted"}
    attempts_after = [attempt.status for attempt in attempts if attempt.sent_at > off.committed_at]
    loads_after = [load.allowed for load in loads if load.sent_at > off.committed_at]
    sessions_after = len(storm.session_hashes(maker.bind, link.id)) - off.sessions
    late = sessions_after + attempts_after.count("admitted")
    milliseconds = (off.committed_at - off.sent_at) * 1000
    found = f"turning off took {milliseconds:.0f} ms, before it {len(admitted)} admitted; after its commit "
    found += f"{late} of {len(attempts_after)} admitted, {sum(loads_after)} of {len(loads_after)} loads allowed"
    # Without guests before turning off, or without attempts and loads after it, nothing was tried.
    was_tried = bool(admitted and attempts_after and loads_after)
    holds = was_tried and late == sum(loads_after) == 0
    return Finding(f"access turned off in a storm of {processes} processes", found, holds)


def playing_on(maker: Maker, scale: float) -> Finding:
    sweeps = scaled(10, scale, least=3)
    checks, failed, removed = play_through_sweeps(maker, sweeps=sweeps, checks=scaled(200, scale, least=20))
    found = f"byte checks {checks}, failed {failed}; silent guests removed meanwhile {removed}"
    holds = failed == 0 and removed == SILENT_GUESTS
    return Finding(f"a guest plays on through {sweeps} sweeps after access was turned off", found, holds)


def waiting_messages(scale: float) -> Finding:
    hours = scaled(24, scale)
    due, waiting = publish_without_worker(hours)
    found = ", ".join(f"{queue} {count}" for queue, count in sorted(waiting.items()))
    return Finding(f"{hours} h of beat without a worker: {due} publishings due", found, set(waiting.values()) == {1})


def by_name() -> dict[str, Callable[[Maker, float], Finding]]:
    """Each proof that needs a site."""
    limits = {f"limit-{n}": lambda maker, scale, n=n: limit(maker, n, scale) for n in (1, 2, 10, 97)}
    return {**limits, "repeats": repeats, "three-links": three_links, "off": turn_off, "playing-on": playing_on}
