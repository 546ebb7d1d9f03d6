"""A real site is backed up while guests enter, and restored into a new folder (contract 11.20, 11.22 to 11.24)."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import func, select

from models.plumbing import database
from models.tables import GuestEntry, GuestLink, GuestSession
from tests.vocabulary.tree import StartTree, Tree
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until

ENTERING = 4
# Guests who come before the backup, and after it.
SOME = 8


@dataclass
class Crowd:
    """Several threads, each of which lets one guest after another enter through a link.

    Guests who got their media page are `answered`, the others `refused`.
    """

    link: str
    answered: list[Visitor] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)

    @contextmanager
    def entering(self) -> Iterator[None]:
        ended = threading.Event()

        def enter() -> None:
            while not ended.is_set():
                guest = Visitor(self.link)
                answer = guest.enter()
                if answer.is_media_page:
                    self.answered.append(guest)
                else:
                    self.refused.append(f"{answer.status} {answer.heading}")
                # No more than 300 guests a minute may enter from one address.
                time.sleep(0.2)

        threads = [threading.Thread(target=enter) for _ in range(ENTERING)]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            ended.set()
            for thread in threads:
                thread.join()

    def wait_for(self, more: int) -> None:
        wanted = len(self.answered) + more
        wait_until(f"{more} more guests", lambda: len(self.answered) >= wanted)


def moved(guest: Visitor, tree: Tree) -> Visitor:
    """The same browser, at the address of the restored site."""
    return Visitor(guest.link.replace(guest.link.split("/g/")[0], tree.address), guest.cookies)


def counts(tree: Tree, link_id: int) -> tuple[int, int, int]:
    """The clicks of a link by its own counter, its entries, and its sessions."""
    with database.reading(tree.engine) as db:
        clicks = db.scalars(select(GuestLink.clicks).where(GuestLink.id == link_id)).one()
        entries = db.scalar(select(func.count(GuestEntry.id)).where(GuestEntry.link_id == link_id)) or 0
        sessions = db.scalar(select(func.count(GuestSession.id)).where(GuestSession.link_id == link_id)) or 0
    return clicks, entries, sessions


def restore(file: Path, folder: Path, *options: str) -> Tree:
    """The restored site, which is not started yet."""
    folder.mkdir()
    tree = Tree(folder)
    assert tree.command("restore", str(file), *options)["data"] == str(folder)
    return tree


def test_a_site_is_backed_up_while_guests_enter_and_lives_on_elsewhere(
    tree: Tree, start_tree: StartTree, tmp_path: Path
) -> None:
    file = tmp_path / "site.tar.gz"
    (link,) = tree.command("link", "list", "1")
    already, _, _ = counts(tree, link["id"])
    crowd = Crowd(link["url"])
    with crowd.entering():
        crowd.wait_for(SOME)
        before = list(crowd.answered)
        tree.command("backup", str(file))
        # Each thread may have one guest who was admitted and has not got the answer yet.
        most = len(crowd.answered) + ENTERING
        crowd.wait_for(SOME)
    assert crowd.refused == []
    tree.kill()

    restored = restore(file, tmp_path / "with access", "--with-access")
    clicks, entries, sessions = counts(restored, link["id"])
    assert clicks == entries == sessions
    assert len(before) <= clicks - already <= most
    check_with_access(start_tree(data=restored.data), before, link["id"])

    restored = restore(file, tmp_path / "without access")
    check_without_access(start_tree(data=restored.data), before[0], link["id"])


def check_with_access(tree: Tree, before: list[Visitor], link_id: int) -> None:
    """Every guest who was answered before the backup comes back without a new click, and others enter."""
    tree.wait_until_announced()
    clicks, _, _ = counts(tree, link_id)
    for visitor in before:
        guest = moved(visitor, tree)
        page = guest.load()
        assert page.is_media_page
    assert guest.status_of_bytes(page) == 206
    assert Visitor(guest.link).enter().is_media_page
    assert counts(tree, link_id) == (clicks + 1, clicks + 1, clicks + 1)
    tree.kill()


def check_without_access(tree: Tree, visitor: Visitor, link_id: int) -> None:
    """Nobody gets in until access is turned on. Then the guests enter again."""
    tree.wait_until_announced()
    clicks, _, _ = counts(tree, link_id)
    guest = moved(visitor, tree)
    assert guest.load().heading == "This link is turned off"
    tree.command("access", "on", "1")
    page = guest.load()
    assert (page.status, page.is_media_page) == (200, False)
    assert guest.enter().is_media_page
    assert counts(tree, link_id)[:2] == (clicks + 1, clicks + 1)
    wait_until("the doctor finds it healthy", tree.is_healthy)


def test_a_restore_is_refused_where_a_part_runs(tree: Tree, tmp_path: Path) -> None:
    file = tmp_path / "site.tar.gz"
    tree.command("backup", str(file))
    refused = tree.run("restore", str(file))
    assert (refused.returncode, refused.stdout) == (1, "")
    assert refused.stderr == f"Error: Guestlink, or a part of it, is running on {tree.data}. Stop it first.\n"
    # Parts may outlive a killed supervisor by two seconds. Until they have ended, the restore is refused.
    tree.kill_supervisor()
    wait_until("every part has ended", lambda: "empty data folder only" in tree.run("restore", str(file)).stderr, 10)
