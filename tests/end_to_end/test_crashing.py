"""Everything is killed at the same moment: the next `up` has lost no guest who was admitted (contract 7.23)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event

from sqlalchemy import func, select

from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestSession
from tests.vocabulary.tree import Tree
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until

AT_ONCE = 4


def enter_until_killed(link: str, admitted: list[Visitor], stopped: Event) -> None:
    """Enter as one guest after another. Only guests who got their media page are counted as admitted."""
    while not stopped.is_set():
        visitor = Visitor(link)
        try:
            if visitor.enter().is_media_page:
                admitted.append(visitor)
        except OSError:
            return


def test_no_admitted_guest_is_lost_when_everything_is_killed(tree: Tree) -> None:
    link, password = tree.guest_link, tree.password
    # Of guests who have been at the demo.
    [listed] = tree.command("link", "list", "1")
    before, link_id = listed["clicks"], listed["id"]
    admitted: list[Visitor] = []
    stopped = Event()
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for _ in range(AT_ONCE):
            pool.submit(enter_until_killed, link, admitted, stopped)
        wait_until("a dozen guests", lambda: len(admitted) >= 12)
        for part in tree.parts().values():
            part.kill()
        tree.process.kill()
        stopped.set()
    tree.process.wait()
    wait_until("everything is gone", lambda: not tree.running(), 5)

    tree.start("--demo").wait_until_announced()
    assert (tree.guest_link, tree.password) == (link, password)
    assert all(visitor.load().is_media_page for visitor in admitted)
    with database.reading(tree.engine) as db:
        clicks = db.get_one(GuestLink, link_id).clicks
        entries = db.scalars(select(func.count(GuestEntry.id)).where(GuestEntry.link_id == link_id)).one()
        sessions = db.scalars(select(func.count(GuestSession.id)).where(GuestSession.link_id == link_id)).one()
    # Each thread may have had one guest admitted whose answer was cut off.
    assert len(admitted) <= clicks - before <= len(admitted) + AT_ONCE
    assert clicks == entries == sessions
    tree.wait_for_maintenance()
    assert Visitor(link).enter().is_media_page
