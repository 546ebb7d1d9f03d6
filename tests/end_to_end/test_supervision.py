"""The tree starts dead and frozen parts again, and leaves no process when it ends (contract 7.21, 7.22)."""

import signal
from pathlib import Path

import psutil
import pytest

from tests.vocabulary.tree import PARTS, StartTree, Tree
from tests.vocabulary.waiting import listens, wait_until

pytestmark = pytest.mark.long


def restarted(tree: Tree, name: str, old: int) -> psutil.Process | None:
    part = tree.parts().get(name)
    return part if part is not None and part.pid != old else None


@pytest.mark.parametrize("name", PARTS)
def test_a_killed_part_is_started_again_and_works(tree: Tree, name: str) -> None:
    tree.wait_for_maintenance()
    old = tree.parts()[name]
    old.kill()
    wait_until(f"{name} runs again", lambda: restarted(tree, name, old.pid))
    # 8 are more than the messages that may have waited: beat and worker must both work again.
    tree.wait_for_maintenance(more=8)


@pytest.mark.parametrize("name", PARTS)
def test_a_frozen_part_is_started_again(tree: Tree, name: str) -> None:
    tree.wait_for_maintenance()
    old = tree.parts()[name]
    old.suspend()
    wait_until(f"{name} runs again", lambda: restarted(tree, name, old.pid), 120)
    tree.wait_for_maintenance(more=8)


@pytest.mark.parametrize("frozen", [None, *PARTS])
def test_its_parts_end_within_two_seconds_of_a_killed_supervisor(tree: Tree, frozen: str | None) -> None:
    assert len(tree.parts()) == 3
    if frozen:
        tree.parts()[frozen].suspend()
    tree.kill_supervisor()
    wait_until("every part is gone, and its port free", lambda: not tree.running() and not listens(tree.port or 0), 2)


def test_parts_that_are_still_starting_also_end_with_their_supervisor(start_tree: StartTree) -> None:
    tree = start_tree("--demo")
    wait_until("its parts start", lambda: len(tree.parts()) == 3)
    tree.kill_supervisor()
    wait_until("every part is gone", lambda: not tree.running(), 2)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_the_tree_cleanly(tree: Tree, number: int) -> None:
    tree.wait_for_maintenance()
    assert tree.stop(number) == 0
    assert not listens(tree.port or 0)
    assert "Traceback" not in tree.output()


def test_a_frozen_part_does_not_hold_up_the_stop(tree: Tree) -> None:
    tree.parts()["worker"].suspend()
    assert tree.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL])
def test_a_signal_during_the_preparation_leaves_no_process(start_tree: StartTree, tmp_path: Path, number: int) -> None:
    tree = start_tree("--demo", data=tmp_path / "new")
    wait_until("the site is being prepared", lambda: tree.parts() or tree.seen)
    tree.process.send_signal(number)
    assert tree.process.wait(30) == (-9 if number == signal.SIGKILL else 0)
    wait_until("nothing is left", lambda: not tree.running(), 2)
    assert "Traceback" not in tree.output()
