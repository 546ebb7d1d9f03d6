"""What is proved of admission. Every figure is counted from what guests were told and from what they can really do
afterwards."""

import uuid
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from models.plumbing import keys
from models.tables import GuestLink
from tests.proofs import storm
from tests.proofs.admission.playing_on import checks_while_swept
from tests.proofs.admission.waiting_messages import most_waiting_in_a_day
from tests.proofs.sites import scaled
from tests.vocabulary.maker import Maker


@dataclass(frozen=True)
class Finding:
    """One line of the table: what was asked of it, what was found, and whether that is what the contract promises."""

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
    answers = storm.together(processes, storm.attempts, url, link.token_hash, tries)
    told = [attempt for answer in answers for attempt in answer]
    admitted = {attempt.guest.session_hash for attempt in told if attempt.status == "admitted"}
    watching = sum(storm.watches(maker.bind, attempt.guest) for attempt in told)
    holds = len(admitted) == watching == clicks and storm.sessions(maker.bind, link.id) == admitted
    rest = Counter(attempt.status for attempt in told if attempt.status != "admitted")
    return Finding(
        f"limit {clicks}: {processes} processes x {tries} attempts",
        f"told admitted {len(admitted)}, can watch {watching}, refused {dict(rest)}",
        holds and set(rest) == {"limit_reached"},
    )


def repeats(maker: Maker, scale: float) -> Finding:
    link, url = new_link(maker, clicks=10)
    form = keys.digest(uuid.uuid4().hex)
    processes = scaled(10, scale, least=2)
    answers = storm.together(processes, storm.repeats, url, link.token_hash, form, 5)
    told = [attempt.status for answer in answers for attempt in answer]
    free = [attempt.status for attempt in storm.attempts(url, link.token_hash, 10)].count("admitted")
    found = f"told admitted {told.count('admitted')}, sessions {len(storm.sessions(maker.bind, link.id)) - free}"
    holds = set(told) == {"admitted"} and free == 9
    return Finding(f"{len(told)} parallel repeats of one form", f"{found}, clicks spent {10 - free}", holds)


def three_links(maker: Maker, scale: float) -> Finding:
    link, url = new_link(maker)
    processes = scaled(16, scale, least=4)
    answers = storm.together(processes, storm.issues, url, link.media_id, 3)
    made = {link_id for answer in answers for link_id in answer}
    return Finding(f"{processes} processes creating links beside one", f"created {len(made)}", len(made) == 2)


def switch_off(maker: Maker, scale: float) -> Finding:
    link, _ = new_link(maker)
    processes = scaled(12, scale, least=4)
    off, told, loads = storm.off_in_a_storm(maker.bind, link, processes, max(1.0, 5 * scale))
    admitted = {attempt.guest.session_hash for attempt in told if attempt.status == "admitted"}
    late = len(storm.sessions(maker.bind, link.id)) - off.sessions
    late += sum(attempt.status == "admitted" for attempt in told if attempt.began > off.committed)
    allowed = [load.allowed for load in loads if load.began > off.committed]
    after = sum(attempt.began > off.committed for attempt in told)
    found = (
        f"off took {(off.committed - off.began) * 1000:.0f} ms, before it {len(admitted)} admitted; after its commit "
    )
    found += f"{late} of {after} admitted, {sum(allowed)} of {len(allowed)} loads allowed"
    raged = bool(admitted and after and allowed)
    return Finding(f"switched off in a storm of {processes} processes", found, raged and late == sum(allowed) == 0)


def playing_on(maker: Maker, scale: float) -> Finding:
    sweeps = scaled(10, scale, least=3)
    checks, failed, removed = checks_while_swept(maker, sweeps=sweeps, checks=scaled(200, scale, least=20))
    found = f"byte checks {checks}, failed {failed}; silent guests removed meanwhile {removed}"
    return Finding(f"a guest plays through {sweeps} sweeps after off", found, failed == 0 and removed == 3)


def waiting_messages(scale: float) -> Finding:
    hours = scaled(24, scale)
    ticks, most = most_waiting_in_a_day(hours)
    found = ", ".join(f"{queue} {count}" for queue, count in sorted(most.items()))
    return Finding(f"{hours} h of beat without a worker: {ticks} publishings due", found, set(most.values()) == {1})


def by_name() -> dict[str, Callable[[Maker, float], Finding]]:
    """Each proof that needs a site, by name."""
    limits = {f"limit-{n}": lambda maker, scale, n=n: limit(maker, n, scale) for n in (1, 2, 10, 97)}
    return {**limits, "repeats": repeats, "three-links": three_links, "off": switch_off, "playing-on": playing_on}
