"""No worker runs for a day. Or the clocks of web, worker and beat are off by a day."""

import os
import shutil
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from http.client import HTTPException
from pathlib import Path

from sqlalchemy import func, select, text

from models.plumbing import database
from models.tables import GuestLink, GuestSession
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.queued_workflows import QueuedWorkflows
from tests.proofs.faults.rig import Rig
from tests.vocabulary.server import ROOT
from tests.vocabulary.visitor import Answer, Visitor
from tests.vocabulary.waiting import wait_until

# While parts are restarted, and on a busy machine. What is then lost is counted for the people of the rig.
NO_ANSWER = OSError, HTTPException

# A day passes in the rows: each workflow has waited for a day. Guests have been silent for a day, and new links have
# expired, except those of the items of people at work.
PASS_A_DAY = (
    "UPDATE workflow SET due_at = due_at - interval '1 day', created_at = created_at - interval '1 day'",
    "UPDATE visit SET last_seen_at = last_seen_at - interval '1 day' WHERE media_id <> ALL (:others)",
    "UPDATE guest_link SET expires_at = now() - interval '1 h' WHERE media_id <> ALL (:others) AND created_at > :began",
)


class Witness:
    """A guest who has entered by a link of one day, and does not leave."""

    def __init__(self, rig: Rig) -> None:
        maker = rig.maker()
        link = maker.link(days=1, now=datetime.now(UTC))
        self.address = f"{rig.site.address}/g/{maker.token(link)}"
        self.guest = Visitor(self.address)
        self.page = wait_until("a guest is in", self._enter)

    def _enter(self) -> Answer | None:
        """None: no answer came in time, or the media page did not come. On a busy machine, try again."""
        try:
            page = self.guest.enter()
        except NO_ANSWER:
            return None
        return page if page.is_media_page else None

    def statuses(self) -> list[int]:
        """What a new guest is answered at the link, and what this guest gets for bytes. Waits while that is 503, or
        while no answer comes."""
        requests: list[Callable[[], int]] = [
            lambda: Visitor(self.address).load().status,
            lambda: self.guest.status_of_bytes(self.page),
        ]
        return [wait_until("an answer", partial(_status_unless_503, request)) for request in requests]


def _status_unless_503(request: Callable[[], int]) -> int | None:
    try:
        status = request()
    except NO_ANSWER:
        return None
    return status if status != 503 else None


def stop_workers_for_a_day(rig: Rig, scale: float) -> Finding:
    """The day passes at once, in the rows. Then workers and beats start again."""
    finding = Finding("no worker and no beat for a day (rows aged)", times=1)
    parts = [*rig.site.names("worker"), *rig.site.names("beat")]
    began = datetime.now(UTC)
    for _ in range(5):
        Witness(rig)
    with rig.people(finding):
        rig.site.stop(*parts)
        queued = QueuedWorkflows.make(rig, max(200, round(5000 * scale)))
        with database.writing(rig.engine) as db:
            for statement in PASS_A_DAY:
                db.execute(text(statement), {"others": _items_of_people(rig), "began": began})
        time.sleep(5)
        rig.site.start(*parts)
    finding.expect("workflows failed", queued.count_failed(), 0)
    finding.expect("guests left of links that expired", _count_guests_of_expired_links(rig), 0)
    return finding


def _items_of_people(rig: Rig) -> list[int]:
    return [item.media_id for item in rig.items]


def _count_guests_of_expired_links(rig: Rig) -> int:
    sessions = select(func.count(GuestSession.id)).join(GuestLink, GuestLink.id == GuestSession.link_id)
    expired = GuestLink.media_id.not_in(_items_of_people(rig)), GuestLink.expired(datetime.now(UTC))
    with database.reading(rig.engine) as db:
        return db.scalars(sessions.where(*expired)).one()


def move_clocks(rig: Rig, scale: float) -> Finding:
    """The clocks are a day ahead at the start, then jump to a day behind, then the parts are restarted there, then the
    clocks are right again. No visit ends and no link expires because of that, and maintenance goes on."""
    finding = Finding("clock of web, worker and beat a day ahead, a day behind, jumping")
    names = [name for kind in ("web", "worker", "beat") for name in rig.site.names(kind)]
    offset_file = rig.folder / "offset"
    environment = wrong_clock(offset_file)
    witness = Witness(rig)
    offset_file.write_text("+1d")
    rig.set_environment(names, **environment)
    try:
        with rig.people(finding):
            for offset, restarted in (("+1d", False), ("-1d", False), ("-1d", True), ("+0", False)):
                offset_file.write_text(offset)
                rig.restart_in_turn(names if restarted else [])
                rig.wait_for_tasks(["dispatch_workflows", "expire_links"], rig.successes(), times=2)
                finding.times += 1
                finding.expect("a link of a day, and its guest", witness.statuses(), [200, 206])
    finally:
        rig.set_environment(names, **dict.fromkeys(environment, ""))
    return finding


def wrong_clock(offset_file: Path) -> dict[str, str]:
    """The environment of a process whose date is wrong by the offset in this file. Its monotonic clock is right."""
    library = _faketime()
    assert library is not None, "Debian's package faketime is missing"
    return {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(offset_file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).with_name("wrong_clock")), str(ROOT)]),
    }


def _faketime() -> Path | None:
    libraries = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")) if shutil.which("faketime") else []
    return libraries[0] if libraries else None
