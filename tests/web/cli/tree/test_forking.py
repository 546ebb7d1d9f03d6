"""The parts of `guestlink up` as copies of its supervisor."""

import atexit
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from models.errors import Misconfigured
from web.cli.tree import forking

pytestmark = [
    pytest.mark.skipif(not forking.IS_USED, reason="parts are programs on this system"),
    # From 3.12 on, Python warns of threads of the test runner, which the copy does not need.
    pytest.mark.filterwarnings("ignore:This process"),
]


def fails() -> None:
    raise Misconfigured("It cannot be used.")


def said_by(work: Callable[[], str]) -> str:
    """What `work` returned in a copy."""
    reader, writer = os.pipe()
    copy = forking.fork("web", lambda: os.write(1, work().encode()), [], dict(os.environ), writer)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    assert copy.wait(20) == 0
    return said


@pytest.mark.parametrize(
    ("work", "code"),
    [
        (lambda: None, 0),
        (sys.exit, 0),
        (lambda: sys.exit(3), 3),
        (lambda: sys.exit("a reason"), 1),
        (fails, 1),
        (lambda: os.kill(os.getpid(), signal.SIGINT), 130),
        (lambda: os.kill(os.getpid(), signal.SIGTERM), -signal.SIGTERM),
        (lambda: os.kill(os.getpid(), signal.SIGKILL), -signal.SIGKILL),
    ],
)
def test_a_copy_ends_with_the_code_of_a_program(work: Callable[[], object], code: int) -> None:
    assert forking.fork("web", work, [], dict(os.environ)).wait(20) == code


def test_a_copy_that_works_on_is_waited_for_and_can_be_killed() -> None:
    copy = forking.fork("web", lambda: time.sleep(60), [], dict(os.environ))
    assert copy.poll() is None
    with pytest.raises(subprocess.TimeoutExpired):
        copy.wait(0.1)
    os.killpg(copy.pid, signal.SIGKILL)
    assert (copy.wait(), copy.poll()) == (-9, -9)


def test_a_copy_has_only_the_files_it_is_given(tmp_path: Path) -> None:
    """A copy with the lock of `up` would keep a data folder locked, and one with the pipe's end would outlive `up`."""
    with (tmp_path / "kept").open("w") as kept, (tmp_path / "other").open("w") as other:

        def open_files() -> str:
            return " ".join(str(number) for number in (kept.fileno(), other.fileno()) if is_open(number))

        reader, writer = os.pipe()
        copy = forking.fork("web", lambda: os.write(1, open_files().encode()), [kept.fileno()], {}, writer)
        os.close(writer)
        with os.fdopen(reader) as pipe:
            assert pipe.read() == str(kept.fileno())
        assert copy.wait(20) == 0
        assert is_open(other.fileno())


def is_open(number: int) -> bool:
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


def test_a_copy_shows_its_name() -> None:
    assert said_by(lambda: psutil.Process().cmdline()[-1]) == "web"


def test_a_copy_does_not_do_what_its_supervisor_does_at_its_end(tmp_path: Path) -> None:
    mark = tmp_path / "ended"
    atexit.register(mark.touch)
    try:
        assert forking.fork("web", lambda: None, [], dict(os.environ)).wait(20) == 0
    finally:
        atexit.unregister(mark.touch)
    assert not mark.exists()


def test_a_copy_handles_signals_as_a_new_program() -> None:
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGHUP)}
    try:
        signal.signal(signal.SIGTERM, lambda *_: None)
        signal.signal(signal.SIGHUP, signal.SIG_IGN)
        handlers = said_by(
            lambda: " ".join(str(signal.getsignal(number).real) for number in (signal.SIGTERM, signal.SIGHUP))  # type: ignore[union-attr]
        )
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    assert handlers == f"{signal.SIG_DFL.value} {signal.SIG_IGN.value}"


def test_importing_for_all_starts_no_thread_and_opens_no_database(tmp_path: Path) -> None:
    """Neither survives in a copy."""
    script = (
        "import threading, web.cli; from web.cli.tree import forking; forking.import_for_all();"
        "from models.plumbing import database;"
        "assert threading.active_count() == 1; assert database.engine.cache_info().currsize == 0"
    )
    environment = {**os.environ, "GUESTLINK_DATA": str(tmp_path)}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    assert not list(tmp_path.glob("*.sqlite3"))
