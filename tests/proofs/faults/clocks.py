"""Nobody tidies for a day; and the clocks of worker, beat and web are a day off."""

import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from sqlalchemy import func, select, text

from models.plumbing import database
from models.tables import GuestLink, GuestSession
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.queued_workflows import Queued
from tests.proofs.faults.rig import Ground
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until

# A day goes by in what is stored of others: their guests went home long ago, and their links have expired meanwhile.
AGED = (
    "UPDATE workflow SET due_at = due_at - interval '1 day', created_at = created_at - interval '1 day'",
    "UPDATE visit SET last_seen_at = last_seen_at - interval '1 day' WHERE media_id <> ALL (:mine)",
    "UPDATE guest_link SET expires_at = now() - interval '1 h' WHERE media_id <> ALL (:mine) AND created_at > :began",
)


def library() -> Path | None:
    """Debian's faketime."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")) if shutil.which("faketime") else []
    return found[0] if found else None


def nobody_for_a_day(ground: Ground, scale: float) -> Finding:
    """No worker and no beat; a day goes by in the rows, all of it at once; then they return."""
    finding = Finding("no worker and no beat for a day (rows aged)", struck=1)
    parts = [*ground.site.names("worker"), *ground.site.names("beat")]
    began = datetime.now(UTC)
    for _ in range(5):
        Witness(ground)
    with ground.people(finding):
        ground.site.stop(*parts)
        queued = Queued.make(ground, max(200, round(5000 * scale)))
        with database.writing(ground.engine) as db:
            mine = [int(item.media) for item in ground.items]
            for aged in AGED:
                db.execute(text(aged), {"mine": mine, "began": began})
        time.sleep(5)
        ground.site.start(*parts)
    finding.expect("workflows failed", queued.failed(), 0)
    finding.expect("guests left of links that expired", _left(ground), 0)
    return finding


def _left(ground: Ground) -> int:
    mine = [int(item.media) for item in ground.items]
    of_others = select(func.count(GuestSession.id)).join(GuestLink, GuestLink.id == GuestSession.link_id)
    expired = GuestLink.media_id.not_in(mine), GuestLink.expired(datetime.now(UTC))
    with database.reading(ground.engine) as db:
        return db.scalars(of_others.where(*expired)).one()


def off_by_a_day(ground: Ground, scale: float) -> Finding:
    """Begun a day ahead; then, while they run, two days back; begun anew there; and put right again. By no clock does a
    visit end, or a link expire, and everything goes on by itself."""
    finding = Finding("clock of web, worker and beat a day ahead, a day behind, jumping")
    names = [name for kind in ("web", "worker", "beat") for name in ground.site.names(kind)]
    stamp, environment = ground.folder / "stamp", moved(ground.folder / "stamp")
    witness = Witness(ground)
    stamp.write_text("+1d")
    ground.with_setting(names, **environment)
    try:
        with ground.people(finding):
            for offset, anew in (("+1d", False), ("-1d", False), ("-1d", True), ("+0", False)):
                stamp.write_text(offset)
                for name in names if anew else ():
                    ground.restart(name)
                _goes_on(ground)
                finding.struck += 1
                finding.expect("a link of a day, and its guest", witness.sees(), [200, 206])
    finally:
        ground.with_setting(names, **dict.fromkeys(environment, ""))
    return finding


def moved(stamp: Path) -> dict[str, str]:
    """What makes a process of ours read its date from there; a wrong clock is wrong about the date, and the monotonic
    one goes on."""
    faked = library()
    assert faked is not None, "Debian's package faketime is missing"
    return {
        "LD_PRELOAD": str(faked),
        "FAKETIME_TIMESTAMP_FILE": str(stamp),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": str(Path(__file__).with_name("wrong_clock")),
    }


def _goes_on(ground: Ground) -> None:
    before = ground.successes()

    def again() -> bool:
        now = ground.successes()
        return all(now.get(name, 0) > before.get(name, 0) + 1 for name in ("dispatch_workflows", "expire_links"))

    wait_until("chores go on by the wrong clock", again, 120)


class Witness:
    """A guest who stays, by a link that is good for a day."""

    def __init__(self, ground: Ground) -> None:
        maker = ground.maker()
        link = maker.link(days=1, now=datetime.now(UTC))
        self.address = f"{ground.site.address}/g/{maker.token(link)}"
        self.guest = Visitor(self.address)
        self.page = self.guest.enter()

    def sees(self) -> list[int]:
        """What a new guest is answered at the link, and what this one at the film: once they are answered at all."""
        asked: list[Callable[[], int]] = [
            lambda: Visitor(self.address).load().status,
            lambda: self.guest.bytes_of(self.page),
        ]
        return [wait_until("an answer", partial(_answered, ask)) for ask in asked]


def _answered(ask: Callable[[], int]) -> int | None:
    """None while the site is not there."""
    status = ask()
    return status if status != 503 else None
