"""What `guestlink up` refuses, and where the demo goes instead (contract 7.2, 7.19)."""

import contextlib
import shutil
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from models.config.binding import DEFAULT_BIND
from tests.vocabulary.tree import Tree
from tests.vocabulary.visitor import Visitor
from tests.vocabulary.waiting import wait_until
from web.cli.demo.clip import make_clip


def refusal(tree: Tree) -> str:
    """The one line with which it refused."""
    assert tree.process.wait(60) == 1, tree.said()
    (line,) = tree.said().splitlines()
    assert line.startswith("Error: ")
    return line


@pytest.fixture
def taken() -> Iterator[socket.socket]:
    """A listener on a port of its own."""
    listener = socket.create_server(("127.0.0.1", 0))
    yield listener
    listener.close()


def test_a_second_up_on_the_same_folder_is_refused(tree: Tree, beginning: Callable[..., Tree], tmp_path: Path) -> None:
    logs = tmp_path / "logs"
    logs.mkdir()
    second = Tree(tree.data, logs=logs).start("--demo")
    assert f"already running on {tree.data}" in refusal(second)
    tree.is_working()


@pytest.mark.parametrize("options", [[], ["--demo"]])
def test_a_port_that_was_named_and_is_taken_is_refused(
    beginning: Callable[..., Tree], taken: socket.socket, options: list[str]
) -> None:
    port = taken.getsockname()[1]
    assert f"127.0.0.1:{port} is taken" in refusal(beginning(*options, port=port))


def test_an_address_of_another_machine_is_refused(
    beginning: Callable[..., Tree], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.vocabulary.tree.environment", _with_bind("192.0.2.1:8000"))
    assert "192.0.2.1:8000 cannot be used" in refusal(beginning())


def _with_bind(bind: str) -> Callable[[Path, int | None], dict[str, str]]:
    from tests.vocabulary.tree import environment

    return lambda data, _port: environment(data, None) | {"GUESTLINK_BIND": bind}


def test_the_demo_moves_to_a_free_port(beginning: Callable[..., Tree]) -> None:
    with contextlib.ExitStack() as stack:
        # Whoever holds it: another test's server will do.
        with contextlib.suppress(OSError):
            stack.enter_context(socket.create_server(("127.0.0.1", int(DEFAULT_BIND.rpartition(":")[2]))))
        tree = beginning("--demo", any_port=True).announced()
    assert tree.address.startswith("http://127.0.0.1:")
    assert tree.address != f"http://{DEFAULT_BIND}"
    assert tree.guest_link.startswith(f"{tree.address}/g/")
    assert Visitor(tree.guest_link).enter().is_media_page
    # Commands beside it know where it is.
    assert tree.command("link", "list", "1")[0]["url"] == tree.guest_link
    wait_until("the doctor finds it healthy", tree.is_healthy)


def test_a_changed_key_is_refused(beginning: Callable[..., Tree], founded: Path, tmp_path: Path) -> None:
    data = Path(shutil.copytree(founded, tmp_path / "changed"))
    (data / "secret_key").write_text("another key, as long as a key has to be")
    assert "The secret key is not the one this site was founded with" in refusal(beginning("--demo", data=data))


def test_the_first_start_without_demo_prints_the_set_up_address(beginning: Callable[..., Tree], tmp_path: Path) -> None:
    tree = beginning(data=tmp_path / "new").announced()
    setup = tree._line("Set up the first admin:")
    assert Visitor(setup).load().status == 200


@pytest.mark.long
def test_a_second_start_shows_the_same_demo(tree: Tree) -> None:
    shown = tree.password, tree.guest_link
    assert tree.stop() == 0
    assert (tree.start("--demo").announced().password, tree.guest_link) == shown


@pytest.mark.long
def test_a_demo_makes_no_link_to_anything_else(beginning: Callable[..., Tree], tmp_path: Path) -> None:
    """As an admin its owner sees everybody's media; and another video of theirs is for them to share."""
    tree = beginning("--demo").announced()
    tree.command("user", "role", tree.email, "admin")
    clip = tmp_path / "other.mp4"
    make_clip(clip, seconds=1, width=160, height=90)
    other = tree.command("media", "add", str(clip), "--owner", tree.email, "--title", "Private")["id"]
    tree.command("media", "delete", "1")
    assert tree.stop() == 0
    tree.start("--demo").announced()
    assert tree.command("link", "list", str(other)) == []
    assert tree.guest_link
