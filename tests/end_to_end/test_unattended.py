"""What the real worker and beat do by themselves (contract 5.11), as the rows in the database show."""

import time
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from models.plumbing import database
from models.tables import (
    GuestEntry,
    GuestGroup,
    GuestLink,
    GuestMembership,
    GuestSession,
    MediaFile,
    MediaItem,
    Visit,
    Workflow,
)
from models.tables.visit import LONGEST_SILENCE
from models.tables.workflow import PERIOD, STEPS_AFTER, Event
from tests.vocabulary.tree import Tree
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until

# They wait for beat.
pytestmark = pytest.mark.long

RECORDED_WITHIN = timedelta(seconds=10)
ERASED_WITHIN = timedelta(seconds=60)


def video_id(tree: Tree) -> int:
    with database.reading(tree.engine) as db:
        return db.scalars(select(MediaItem.id).order_by(MediaItem.id)).all()[0]


def count(tree: Tree, table: Any) -> int:
    """The rows that belong to links of the video. The other items of the demo have guests too."""
    links = select(GuestLink.id).where(GuestLink.media_id == video_id(tree))
    of_links = table.link_id.in_(links) if table is not Visit else Visit.media_id == video_id(tree)
    with database.reading(tree.engine) as db:
        return db.scalar(select(func.count()).select_from(table).where(of_links)) or 0


def no_guests(tree: Tree) -> bool:
    return not any(count(tree, table) for table in (GuestGroup, GuestSession, GuestMembership, Visit))


def done(tree: Tree, event: Event) -> Callable[[], Workflow | None]:
    """Looks for the workflow of this event at the video, and returns it with its steps when it is done."""
    of_video = Workflow.event == event, Workflow.media_id == video_id(tree)

    def look() -> Workflow | None:
        with database.reading(tree.engine) as db:
            found = db.scalar(select(Workflow).where(*of_video, Workflow.state == "done"))
            if found is not None:
                assert [step.name for step in found.steps] == list(STEPS_AFTER[event])
                assert all(
                    step.state == "done" and step.ended_at and step.tries and not step.error for step in found.steps
                )
            return found

    return look


def test_the_guests_of_an_expired_link_are_removed(tree: Tree) -> None:
    made = tree.command("link", "create", str(video_id(tree)), "--name", "Short", "--days", "1")
    guest = Visitor(made["url"])
    page = guest.enter()
    assert page.is_media_page
    guest.leave(page)
    instant = datetime.now(UTC) + timedelta(seconds=3)
    with database.writing(tree.engine) as db:
        db.execute(update(GuestLink).where(GuestLink.id == made["id"]).values(expires_at=instant))

    workflow = wait_until("the expiry's workflow is done", done(tree, Event.LINK_EXPIRED), 60)
    with database.reading(tree.engine) as db:
        link = db.get_one(GuestLink, made["id"])
        left = db.scalars(select(GuestSession.id).where(GuestSession.link_id == link.id)).all()
    assert workflow.ended_at is not None
    assert link.expiry_recorded_at is not None
    assert instant <= link.expiry_recorded_at <= instant + RECORDED_WITHIN
    assert workflow.link_id == link.id
    assert workflow.ended_at <= instant + RECORDED_WITHIN + 2 * PERIOD
    assert not left
    assert guest.load().status == 410
    assert Visitor(tree.guest_link).enter().is_media_page


def test_a_reached_limit_is_recorded_and_its_guests_stay(tree: Tree) -> None:
    made = tree.command("link", "create", str(video_id(tree)), "--name", "One", "--clicks", "1")
    guest = Visitor(made["url"])
    page = guest.enter()
    wait_until("the limit's workflow is done", done(tree, Event.LIMIT_REACHED), 60)
    assert guest.status_of_bytes(page) == 206
    assert guest.load().is_media_page
    assert "limit" in Visitor(made["url"]).load().text


def test_after_access_off_guests_are_removed_when_they_leave(tree: Tree) -> None:
    before = count(tree, GuestEntry)
    staying, leaving = Visitor(tree.guest_link), Visitor(tree.guest_link)
    stays, leaves = staying.enter("Ada"), leaving.enter("Bob")
    tree.command("access", "off", str(video_id(tree)))
    leaving.leave(leaves)
    wait_until("the one who left is gone", lambda: count(tree, GuestSession) == 1, 60)
    # The other guest plays on.
    assert staying.status_of_bytes(stays, 100_000) == 206
    assert count(tree, GuestGroup) == 1
    staying.leave(stays)
    wait_until("sessions, memberships and groups are gone", lambda: no_guests(tree), 2 * PERIOD.total_seconds() + 10)
    wait_until("the workflow is done", done(tree, Event.ACCESS_OFF), 30)
    assert count(tree, GuestEntry) == before + 2


def test_after_access_off_a_silent_guest_is_removed(tree: Tree) -> None:
    """The test does not wait five minutes: it makes the visit older in its row."""
    guest = Visitor(tree.guest_link)
    page = guest.enter()
    tree.command("access", "off", str(video_id(tree)))
    # Long enough for the workflow to run and to leave the guest alone.
    time.sleep(2 * PERIOD.total_seconds())
    assert guest.status_of_bytes(page) == 206
    with database.writing(tree.engine) as db:
        db.execute(update(Visit).values(last_seen_at=datetime.now(UTC) - LONGEST_SILENCE))
    assert guest.status_of_bytes(page) == 403
    wait_until("everything of the guest is gone", lambda: no_guests(tree), 2 * PERIOD.total_seconds() + 10)


def test_deleted_media_loses_its_files_and_keeps_its_row(tree: Tree) -> None:
    guest = Visitor(tree.guest_link)
    page = guest.enter()
    assert guest.status_of_bytes(page) == 206
    media_id = video_id(tree)
    with database.reading(tree.engine) as db:
        names = db.scalars(select(MediaFile.stored_name).where(MediaFile.media_id == media_id)).all()
    files = [tree.data / "media" / name for name in names]
    assert files
    assert all(file.exists() for file in files)
    tree.command("media", "delete", str(media_id))
    assert guest.status_of_bytes(page) == 403
    wait_until("the files are erased", lambda: not any(file.exists() for file in files), ERASED_WITHIN.total_seconds())
    wait_until("the workflow is done", done(tree, Event.MEDIA_DELETED), 60)
    assert no_guests(tree)
    assert guest.load().status == 410
    with database.reading(tree.engine) as db:
        assert db.get_one(MediaItem, media_id).deleted_at is not None


def test_messages_do_not_pile_up_while_no_worker_runs(tree: Tree) -> None:
    tree.wait_for_maintenance()
    tree.parts()["worker"].suspend()
    messages = tree.data / "broker" / "messages"

    def waiting() -> Counter[str]:
        return Counter(message.name.partition(".")[2] for message in messages.iterdir())

    wait_until("messages of the frequent tasks wait", lambda: len(waiting()) >= 3, 30)
    for _ in range(20):
        assert max(waiting().values()) == 1, waiting()
        time.sleep(0.5)
    tree.parts()["worker"].resume()
    tree.wait_for_maintenance()
