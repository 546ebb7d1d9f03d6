"""The child process that reads strangers' files: what it cannot do, and with what it ends (contract 8.17)."""

import ctypes
import io
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from models.recordings import child
from tests.vocabulary.waiting import wait_until

MISBEHAVING = "tests.vocabulary.misbehaving:"
SLEEP = f"import io; from models.recordings import child; child.ask('{MISBEHAVING}sleep_without_end', io.BytesIO())"


def ask(work: str, content: bytes = b"") -> dict[str, object]:
    return child.ask(MISBEHAVING + work, io.BytesIO(content)).values


@pytest.fixture
def open_path() -> Iterator[Path]:
    """A file that everybody on this machine may read and remove."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        Path(folder).chmod(0o777)
        path = Path(folder) / "secret"
        path.write_text("a key")
        path.chmod(0o666)
        yield path


def test_the_child_can_open_nothing_and_start_nothing(open_path: Path) -> None:
    assert ask("try_everything", str(open_path).encode()) == {"possible": []}


def test_the_child_can_remove_and_make_nothing(open_path: Path) -> None:
    """Where the kernel has Landlock, also what its user may remove."""
    possible = ask("try_paths", str(open_path).encode())["possible"]
    assert possible == [] or not _kernel_has_landlock()


def _kernel_has_landlock(version: int = 1) -> bool:
    """Asks for its version (landlock_create_ruleset, 444 on every kind of machine)."""
    return bool(ctypes.CDLL(None).syscall(444, None, 0, 1) >= version)


def test_the_child_knows_nothing_of_the_site(monkeypatch: pytest.MonkeyPatch, open_path: Path) -> None:
    """No setting, no key, no connection, no open file of this process, none of its code but what is named here."""
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", "k" * 64)
    monkeypatch.setenv("PYTHONPATH", "/nowhere")
    with open_path.open() as file:
        os.set_inheritable(file.fileno(), True)
        told = ask("tell_surroundings")
    assert (told["open"], told["folder"]) == ([0, 1, 2], "/")
    # Sentences, and how to seek: nothing of this site.
    assert told["site"] == ["models.errors", "models.plumbing", "models.plumbing.seekable"]
    assert set(told["environment"]) <= {"LC_CTYPE"}  # type: ignore[call-overload]


def test_the_child_can_touch_no_other_process() -> None:
    """Where root runs the site, since the child is `nobody`. Elsewhere where the kernel has Landlock."""
    possible = ask("touch_the_parent")["possible"]
    assert possible == [] or (os.geteuid() != 0 and not _kernel_has_landlock(6))


def test_the_limits_bind_the_child_and_not_this_process() -> None:
    before = [resource.getrlimit(which) for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)]
    ask("nothing_bad")
    after = [resource.getrlimit(which) for which in (resource.RLIMIT_AS, resource.RLIMIT_CPU, resource.RLIMIT_NOFILE)]
    assert before == after


def test_the_child_ends_with_its_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", SLEEP])
    try:
        reader = _confined_child(parent.pid)
    finally:
        parent.kill()
        parent.wait()
    wait_until("its end", lambda: not reader.is_running() or reader.status() == psutil.STATUS_ZOMBIE)


def _confined_child(parent: int) -> psutil.Process:
    wait_until("a child", psutil.Process(parent).children)
    (reader,) = psutil.Process(parent).children()
    wait_until("it is confined", lambda: _is_confined(reader))
    return reader


def _is_confined(process: psutil.Process) -> bool:
    return any(
        line.split()[:4] == ["Max", "open", "files", "0"]
        for line in Path(f"/proc/{process.pid}/limits").read_text().splitlines()
    )


def test_a_signal_for_the_terminal_ends_both() -> None:
    """Ctrl-C reaches the group of the command, and so the child too."""
    parent = subprocess.Popen([sys.executable, "-c", SLEEP], start_new_session=True, stderr=subprocess.DEVNULL)
    reader = _confined_child(parent.pid)
    os.killpg(parent.pid, signal.SIGINT)
    assert parent.wait(10) != 0
    assert not reader.is_running()
