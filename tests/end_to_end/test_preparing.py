"""A real process tree prepares a recording, and is disturbed while it does (contract 5.39, 8.31, 8.32)."""

import random
import time
from pathlib import Path

import pytest

from tests.vocabulary.long_film import write_long_film
from tests.vocabulary.tree import Tree
from tests.vocabulary.waiting import wait_until
from tests.vocabulary.watched_preparing import Watched

pytestmark = [pytest.mark.long, pytest.mark.timeout(900)]


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return write_long_film(tmp_path / "film.avi", seconds=121)


def kill_worker(tree: Tree) -> None:
    tree.parts()["worker"].kill()


def test_three_kills_cost_at_most_a_piece_each(tree: Tree, tmp_path: Path) -> None:
    # A fast machine encodes a piece between two kills, and then there must be another one for the next.
    pieces = 5
    film = write_long_film(tmp_path / "film.avi", seconds=241)
    with Watched.add(tree, film).watching() as watched:
        watched.wait_for_piece(1)
        kill_worker(tree)
        wait_until("its child is gone", lambda: not watched.encoders(), 5)
        for _ in range(2):
            wait_until("somebody is at work again", watched.encoders, 120)
            time.sleep(random.uniform(0, 3))
            kill_worker(tree)
        watched.wait_until_ready()
    assert set(watched.tries) == {f"picture-{number:04}" for number in range(pieces)}
    assert sum(map(len, watched.tries.values())) <= pieces + 3
    assert watched.at_once == 1
    watched.assert_clean()


def test_a_tree_that_is_stopped_ends_as_usual_and_the_next_one_goes_on(tree: Tree, film: Path) -> None:
    with Watched.add(tree, film).watching() as watched:
        watched.wait_for_piece(1)
        began = time.monotonic()
        assert tree.stop() == 0, tree.output()
        assert time.monotonic() - began < 10
        assert [child for child in watched.children.values() if child.is_running()] == []
        began = time.monotonic()
        tree.start("--demo").wait_until_announced()
        wait_until("it goes on", watched.encoders, 20)
        watched.wait_until_ready()
    # Only the piece that was being made is made again.
    assert {piece: len(tries) for piece, tries in watched.tries.items()} == {
        "picture-0000": 1,
        "picture-0001": 2,
        "picture-0002": 1,
    }
    watched.assert_clean()


def test_a_deletion_ends_the_child_within_10_seconds_and_erases_all_within_a_minute(tree: Tree, tmp_path: Path) -> None:
    # So long that a fast machine does not finish it meanwhile.
    watched = Watched.add(tree, write_long_film(tmp_path / "film.avi", seconds=1801))
    watched.wait_for_piece(0)
    # Access is off from the beginning, and may go on and off: that stops nothing.
    tree.command("access", "on", str(watched.media_id))
    tree.command("access", "off", str(watched.media_id))
    time.sleep(4)
    # Between two pieces there is no child for a moment.
    wait_until("it is still being prepared", watched.encoders, 5)
    tree.command("media", "delete", str(watched.media_id))
    began = time.monotonic()
    wait_until("the child is gone", lambda: not watched.encoders(), 10)

    def is_erased() -> bool:
        return not watched.folder.exists() and not list((tree.data / "media").glob("*.avi"))

    wait_until("folder and files are gone", is_erased, 60)
    assert time.monotonic() - began < 60
    assert watched.playable() == []
