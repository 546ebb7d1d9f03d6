"""The tree starts dead and frozen parts again, and leaves no process when it ends (contract 7.21, 7.22)."""

import signal
import subprocess
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.vocabulary.tree import GUESTLINK, PARTS, StartTree, Tree, environment
from tests.vocabulary.waiting import free_port, listens, wait_until

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
    wait_until("its parts have their names", lambda: len(tree.parts()) == 3)
    if frozen:
        tree.parts()[frozen].suspend()
    tree.kill_supervisor()
    wait_until("every part is gone, and its port free", lambda: not tree.running() and not listens(tree.port or 0), 2)


def test_parts_that_are_still_starting_also_end_with_their_supervisor(start_tree: StartTree) -> None:
    tree = start_tree("--demo")
    wait_until("its parts start", lambda: len(tree.parts()) == 3)
    tree.kill_supervisor()
    wait_until("every part is gone", lambda: not tree.running(), 2)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_stops_the_tree_cleanly(tree: Tree, number: int) -> None:
    tree.wait_for_maintenance()
    assert tree.stop(number) == 0
    assert not listens(tree.port or 0)
    assert "Traceback" not in tree.output()


def test_a_frozen_part_does_not_hold_up_the_stop(tree: Tree) -> None:
    tree.parts()["worker"].suspend()
    assert tree.stop() == 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGKILL])
def test_a_signal_during_the_preparation_leaves_no_process(start_tree: StartTree, tmp_path: Path, number: int) -> None:
    tree = start_tree("--demo", data=tmp_path / "new")
    wait_until("the site is being prepared", lambda: tree.parts() or tree.seen)
    tree.process.send_signal(number)
    assert tree.process.wait(30) == (-9 if number == signal.SIGKILL else 0)
    wait_until("nothing is left", lambda: not tree.running(), 2)
    assert "Traceback" not in tree.output()


def ready(port: int) -> str:
    """What the web says of its dependencies and tasks. Empty while it does not answer."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5) as answer:
            return str(answer.read())
    except OSError:
        return ""


def test_a_tree_whose_output_cannot_be_written_goes_on(tmp_path: Path) -> None:
    """Not even the first line, the address, can be printed (contract 7.31)."""
    port = free_port()
    with Path("/dev/full").open("w") as full:
        up = subprocess.Popen(
            [GUESTLINK, "up"], env=environment(tmp_path, port), cwd=tmp_path, stdout=full, stderr=full
        )
    try:
        # Before that, a web that dies ends the start.
        wait_until("a task has succeeded", lambda: "expire_links" in ready(port))
        web = next(child for child in psutil.Process(up.pid).children() if child.cmdline()[-1] == "web")
        web.kill()
        wait_until("it is gone", lambda: not listens(port))
        wait_until("the web answers again", lambda: listens(port))
        up.terminate()
        assert up.wait(30) == 0
    finally:
        up.kill()
