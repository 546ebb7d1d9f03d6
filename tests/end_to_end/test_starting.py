"""What `guestlink up` refuses, and the port that the demo takes instead (contract 7.2, 7.19)."""

import contextlib
import shutil
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.config.binding import DEFAULT_BIND
from tests.vocabulary.clips import make_clip
from tests.vocabulary.tree import StartTree, Tree
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until


def refusal(tree: Tree) -> str:
    """The only line of a refused start. One that has begun already has said so."""
    assert tree.process.wait(60) == 1, tree.output()
    (line,) = [line for line in tree.output().splitlines() if not line.startswith("Starting Guestlink on ")]
    assert line.startswith("Error: ")
    return line


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield int(listener.getsockname()[1])


def test_a_second_up_on_the_same_folder_is_refused(tree: Tree, tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    second = Tree(tree.data, logs=logs).start("--demo")
    assert f"already running on {tree.data}" in refusal(second)
    tree.wait_for_maintenance()


@pytest.mark.parametrize("options", [[], ["--demo"]])
def test_a_port_that_was_named_and_is_taken_is_refused(
    start_tree: StartTree, taken_port: int, options: list[str]
) -> None:
    assert f"127.0.0.1:{taken_port} is taken" in refusal(start_tree(*options, port=taken_port))


def test_an_address_of_another_machine_is_refused(start_tree: StartTree, tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("GUESTLINK_BIND=192.0.2.1:8000\n")
    assert "192.0.2.1:8000 cannot be used" in refusal(start_tree(data=tmp_path, any_port=True))


def test_the_demo_moves_to_a_free_port(start_tree: StartTree, demo_data: Path, tmp_path: Path) -> None:
    # Its film is drawn already.
    data = Path(shutil.copytree(demo_data, tmp_path / "moved"))
    with contextlib.ExitStack() as stack:
        # Another server may have the port already. Then it is taken too.
        with contextlib.suppress(OSError):
            stack.enter_context(socket.create_server(("127.0.0.1", int(DEFAULT_BIND.rpartition(":")[2]))))
        tree = start_tree("--demo", data=data, any_port=True).wait_until_announced()
    assert tree.address.startswith("http://127.0.0.1:")
    assert tree.address != f"http://{DEFAULT_BIND}"
    assert tree.guest_link.startswith(f"{tree.address}/g/")
    assert Visitor(tree.guest_link).enter().is_media_page
    # Other commands of the site know the port.
    assert tree.command("link", "list", "1")[0]["url"] == tree.guest_link
    wait_until("the doctor finds it healthy", tree.is_healthy)


def test_a_changed_key_is_refused(start_tree: StartTree, demo_data: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(demo_data, tmp_path / "changed"))
    (data / "secret_key").write_text("another key, as long as a key has to be")
    assert "The secret key is not the one this site was founded with" in refusal(start_tree("--demo", data=data))


def test_the_first_start_without_demo_prints_the_set_up_address(start_tree: StartTree, tmp_path: Path) -> None:
    tree = start_tree(data=tmp_path / "new")
    wait_until(
        "it says at once that it starts", lambda: f"Starting Guestlink on the data folder {tree.data}" in tree.output()
    )
    assert not (tree.data / "guestlink.sqlite3").exists(), "before anything that takes time"
    tree.wait_until_announced()
    address = tree.printed("Set up the first admin:")
    assert Visitor(address).load().status == 200


@pytest.mark.long
def test_a_second_start_shows_the_same_demo(tree: Tree) -> None:
    before = tree.password, tree.guest_link
    assert tree.stop() == 0
    assert (tree.start("--demo").wait_until_announced().password, tree.guest_link) == before


@pytest.mark.long
def test_a_deleted_film_stays_away_and_no_other_link_is_printed(start_tree: StartTree, tmp_path: Path) -> None:
    """Not even when the owner of the demo is an admin, who sees all media."""
    tree = start_tree("--demo").wait_until_announced()
    tree.command("user", "role", tree.email, "admin")
    clip = tmp_path / "other.mp4"
    make_clip(clip, seconds=1, width=160, height=90)
    other = tree.command("media", "add", str(clip), "--owner", tree.email, "--title", "Private")["id"]
    tree.command("media", "delete", "1")
    assert tree.stop() == 0
    tree.start("--demo").wait_until_announced()
    assert tree.command("link", "list", str(other)) == []
    assert "Guest link:" not in tree.output()
    assert Visitor(tree.live_link).load().status == 200
