"""After the worst: everything is killed at once, and a new `up` loses nothing acknowledged (contract 7.23)."""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from urllib.error import URLError

from sqlalchemy import func, select

from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestSession
from tests.vocabulary.tree import Tree
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until

AT_ONCE = 4


def enter_until_killed(link: str, admitted: list[Visitor], stopped: Event) -> None:
    """One guest after the other; only those whose media page came count as acknowledged."""
    while not stopped.is_set():
        visitor = Visitor(link)
        try:
            if visitor.enter().is_media_page:
                admitted.append(visitor)
        except (URLError, OSError):
            return


def test_what_was_acknowledged_outlives_a_kill_of_everything(tree: Tree) -> None:
    link, password = tree.guest_link, tree.password
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
    wait_until("everything is gone", lambda: not tree.alive(), 5)

    tree.start("--demo").announced()
    assert (tree.guest_link, tree.password) == (link, password)
    assert all(visitor.load().is_media_page for visitor in admitted)
    with database.reading(tree.engine) as db:
        clicks = db.scalars(select(GuestLink.clicks)).one()
        entries = db.scalar(select(func.count(GuestEntry.id)))
        sessions = db.scalar(select(func.count(GuestSession.id)))
    # One may have been written while its answer was cut off, by each who was trying.
    assert len(admitted) <= clicks <= len(admitted) + AT_ONCE
    assert clicks == entries == sessions
    tree.is_working()
    assert Visitor(link).enter().is_media_page
