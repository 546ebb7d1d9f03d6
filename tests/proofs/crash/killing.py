"""Kills a process at one point of its work. A child process does the work, and sends itself SIGKILL at that point.

The points are before and after each statement, each COMMIT and each publish of a message, before each change of a file
of the site, and after the answer.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from models.config.settings import settings
from models.plumbing import clock, database
from tests.proofs.folder_broker import use_folder_broker

RELEASE_SECONDS = 30
FILE_CHANGES = {"open", "os.remove", "os.link", "os.rename", "shutil.move"}


class Points:
    """Counts the points that the work passes, and kills the process at the one with number `deadly`. Before that, it
    writes the name of the point into the pipe `out`."""

    def __init__(self, deadly: int, out: int) -> None:
        self.deadly, self.out, self.passed, self.counts = deadly, out, 0, False

    def reach(self, what: str) -> None:
        if not self.counts:
            return
        self.passed += 1
        if self.passed == self.deadly:
            os.write(self.out, f"at {what}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)

    def watch(self, bind: Engine) -> None:
        event.listen(bind, "before_cursor_execute", lambda *given: self.reach(f"before {given[2][:60]}"))
        event.listen(bind, "after_cursor_execute", lambda *given: self.reach(f"after {given[2][:60]}"))
        commit = bind.dialect.do_commit

        def do_commit(connection: Any) -> None:
            self.reach("before COMMIT")
            commit(connection)
            self.reach("after COMMIT")

        bind.dialect.do_commit = do_commit  # type: ignore[assignment, method-assign]
        sys.addaudithook(self._audit)

    def watch_publishes(self) -> None:
        from celery import signals

        from tasks.app import app

        use_folder_broker(app, settings().broker_folder)
        # Celery keeps weak references only, so they are kept here.
        self.publishing = [lambda **_: self.reach("before a publish"), lambda **_: self.reach("after a publish")]
        signals.before_task_publish.connect(self.publishing[0])
        signals.after_task_publish.connect(self.publishing[1])

    def _audit(self, name: str, given: tuple[Any, ...]) -> None:
        if not self.counts or name not in FILE_CHANGES:
            return
        # Of a link, a copy or a move, the new file.
        path = str(given[0] if name in {"open", "os.remove"} else given[1])
        writes = name != "open" or bool(given[2] & (os.O_WRONLY | os.O_RDWR))
        if writes and path.startswith(str(settings().data)):
            self.reach(f"before {name}")


@dataclass(frozen=True)
class End:
    """How the child ended. `killed_at`: the point, or None if it lived. `acknowledged`: its caller got an answer.
    `points`: how many a child has passed that lived."""

    killed_at: str | None
    acknowledged: bool
    points: int = 0


def run_and_kill(deadly: int, url: str, work: Callable[[Engine], object], *, publishes: bool = False) -> End:
    """Do the work in a child that is killed at this point. If it passes fewer points, or if `deadly` is 0, it lives."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _work_in_child(Points(deadly, writing), url, work, publishes=publishes)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        lines = pipe.read().splitlines()
    _, status = os.waitpid(child, 0)
    _wait_for_release(url, [int(line.removeprefix("pid ")) for line in lines if line.startswith("pid ")])
    if os.WIFSIGNALED(status):
        [point] = [line.removeprefix("at ") for line in lines if line.startswith("at ")]
        return End(point, acknowledged="done" in lines)
    if os.WEXITSTATUS(status):
        raise RuntimeError(f"the child failed: {lines}")
    [passed] = [line.removeprefix("passed ") for line in lines if line.startswith("passed ")]
    return End(None, acknowledged=True, points=int(passed))


def _work_in_child(points: Points, url: str, work: Callable[[Engine], object], *, publishes: bool) -> None:
    """Ends the process and never returns. Otherwise the child would use or close connections of its parent."""
    try:
        bind = _own_engine(url, points.out)
        points.watch(bind)
        if publishes:
            points.watch_publishes()
        points.counts = True
        work(bind)
        os.write(points.out, b"done\n")
        points.reach("after the answer")
        os.write(points.out, f"passed {points.passed}\n".encode())
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 (the parent reports it)
        os.write(points.out, repr(error).encode())
        os._exit(1)


def _own_engine(url: str, out: int) -> Engine:
    """Writes the process ids of its connections to PostgreSQL into the pipe."""
    os.environ["GUESTLINK_DATABASE_URL"] = url
    for cached in (settings, database.engine):
        cached.cache_clear()
    clock._samples.clear()
    bind = database.engine()
    if bind.dialect.name == "postgresql":
        event.listen(bind, "connect", lambda made, _: os.write(out, f"pid {made.info.backend_pid}\n".encode()))
    with bind.connect():
        pass
    return bind


def _wait_for_release(url: str, pids: list[int]) -> None:
    """Wait until PostgreSQL has noticed that the child is dead, and has released its locks."""
    if not pids:
        return
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connected = "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)"
        deadline = time.monotonic() + RELEASE_SECONDS
        while (connection.execute(connected, [pids]).fetchone() or [0])[0]:
            if time.monotonic() > deadline:
                raise TimeoutError("a connection of the dead child is still open")
            time.sleep(0.005)
