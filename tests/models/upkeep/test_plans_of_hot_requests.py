"""What guests' pages ask and write, and what a process asks about the visits that are connected to it, takes an index
to the rows that it is about (contract 3.46; facts 150, 170)."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from models.errors import NoRight
from models.guests import admission, connected_visits, invitations, playing, visiting, watching
from models.guests.visiting import Guest
from models.media import showing
from models.plumbing import database
from models.tables import MediaFile, Visit
from tests.models.upkeep.conftest import SIZE
from tests.vocabulary import acts, plans
from tests.vocabulary.maker import NOW, SESSION_DAYS, Maker, after

# Then a sign of life is due.
LATER = after(120)


@dataclass(frozen=True)
class Scene:
    """A guest who has the page open, with the visits and the items that are connected to this process."""

    guest: Guest
    key: str
    recording: str
    visits: dict[int, str]
    items: list[int]


# Of the busiest link, which has a tenth of all entries. The last visits are connected (tests/vocabulary/large_site.py).
_LAST, _CONNECTED = SIZE["entries"], SIZE["connected"]
LARGE = Scene(
    Guest("token1", f"secret{_LAST}"),
    f"visit{_LAST}",
    "file1.mp4",
    {number: f"visit{number}" for number in range(_LAST - _CONNECTED + 1, _LAST + 1)},
    # Of more, PostgreSQL would read all items of a site of this size.
    list(range(1, 101)),
)
Act = Callable[[Session, Scene], object]


def enters(db: Session, scene: Scene) -> None:
    new = admission.NewEntry("Dana", "dana@example.com", "a form of this test")
    token, file = scene.guest.token_hash, scene.recording
    assert admission.admit(db, token, new, recording=file, now=NOW, session_days=SESSION_DAYS)


def reloads(db: Session, scene: Scene) -> None:
    page = visiting.page_of(db, scene.guest, now=NOW, session_days=SESSION_DAYS)
    assert page is not None
    assert page.has_right
    assert visiting.start_visit(db, scene.guest, now=NOW, session_days=SESSION_DAYS)


def is_refused(db: Session, scene: Scene) -> None:
    visiting.end_visits(db, scene.guest, now=NOW)


def plays(db: Session, scene: Scene) -> None:
    assert playing.file_for(db, scene.guest, scene.key, "video", now=NOW)


def plays_live(db: Session, scene: Scene) -> None:
    """Asked for a recording, it finds nothing."""
    with suppress(NoRight):
        playing.stream_for(db, scene.guest, scene.key, now=NOW)


def stays(db: Session, scene: Scene) -> None:
    assert playing.sign_for(db, scene.guest, scene.key, now=LATER)[2]
    playing.record_sign_of_life(db, scene.guest, scene.key, now=LATER)


def reports(db: Session, scene: Scene) -> None:
    watching.record_report(db, scene.guest, scene.key, watching.Report(9, 1, 9.5, 1), now=LATER)


def connects(db: Session, scene: Scene) -> None:
    assert playing.visit_for(db, scene.guest, scene.key, now=NOW)


def leaves(db: Session, scene: Scene) -> None:
    assert playing.kind_and_session_of(db, scene.guest)[1]
    playing.leave(db, scene.guest, scene.key, now=NOW)


def finds_who_is_over(db: Session, scene: Scene) -> None:
    assert connected_visits.over(db, scene.visits, now=NOW) == []


def gives_signs(db: Session, scene: Scene) -> None:
    silent = connected_visits.silent(db, scene.visits, now=LATER)
    assert sorted(silent) == sorted(scene.visits)
    connected_visits.record_signs_of_life(db, silent, now=LATER)


def looks_at_items(db: Session, scene: Scene) -> None:
    assert len(showing.signs_of_all(db, scene.items, now=NOW)) == len(scene.items)


# One of each table. There are two modules, and PostgreSQL reads both.
FEW = 2
# Each with the most rows that it may read of one table.
HOT: dict[str, tuple[Act, int]] = {
    "entry page": (lambda db, scene: invitations.invitation(db, scene.guest.token_hash, now=NOW), FEW),
    "admission": (enters, FEW),
    "reload": (reloads, FEW),
    "reload that is refused": (is_refused, FEW),
    "range": (plays, FEW),
    "segment": (plays_live, FEW),
    "heartbeat": (stays, FEW),
    "report": (reports, FEW),
    "connecting": (connects, FEW),
    "leaving": (leaves, FEW),
    "which connected visits are over": (finds_who_is_over, _CONNECTED),
    "signs of life of connected visits": (gives_signs, _CONNECTED),
    "items of connected visits": (looks_at_items, len(LARGE.items)),
}


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", HOT)
def test_a_hot_request_scans_no_table(maker: Maker, name: str) -> None:
    link = maker.link()
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    with database.reading(maker.bind) as db:
        visits = dict.fromkeys(db.scalars(select(Visit.id)), key)
        recording = db.scalars(select(MediaFile.stored_name)).one()
    scene = Scene(guest, key, recording, visits, [link.media_id])
    sent = plans.statements(maker.bind, lambda db: HOT[name][0](db, scene))
    assert [step for step in plans.sqlite_steps(maker.bind, sent) if plans.is_scan(step)] == []


@pytest.mark.long
@pytest.mark.parametrize("name", HOT)
def test_a_hot_request_of_a_large_site_reads_the_rows_that_it_is_about(
    large_site: Engine, environment: Any, name: str
) -> None:
    act, most = HOT[name]
    read = plans.most_read(large_site, lambda db: act(db, LARGE))
    assert read
    assert {place: rows for place, rows in read.items() if rows > most} == {}
