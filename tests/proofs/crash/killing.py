"""A kill at one point: a child process does the work and ends itself with SIGKILL when it gets there. Points are before
and after each statement, each COMMIT and each publish, and before each change of a file of the site."""

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

PATIENCE = 30
CHANGES = {"open", "os.remove", "os.link", "os.rename", "shutil.copyfile", "shutil.move"}


class Points:
    """Counts the points that are passed, and ends the process at one of them."""

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

        folders = {folder: settings().broker_folder / folder for folder in ("messages", "control")}
        for folder in folders.values():
            folder.mkdir(parents=True, exist_ok=True)
        messages, control = (str(folder) for folder in folders.values())
        options = {"data_folder_in": messages, "data_folder_out": messages, "control_folder": control}
        app.conf.update(broker_url="filesystem://localhost", broker_transport_options=options)
        self.publishing = [lambda **_: self.reach("before a publish"), lambda **_: self.reach("after a publish")]
        signals.before_task_publish.connect(self.publishing[0])
        signals.after_task_publish.connect(self.publishing[1])

    def _audit(self, name: str, given: tuple[Any, ...]) -> None:
        if not self.counts or name not in CHANGES:
            return
        path = str(given[0] if name in {"open", "os.remove"} else given[1])
        writes = name != "open" or bool(given[2] & (os.O_WRONLY | os.O_RDWR))
        if writes and path.startswith(str(settings().data)):
            self.reach(f"before {name}")


@dataclass(frozen=True)
class End:
    """How the child ended: where it was killed, or None; and whether its caller was told that it is done."""

    killed_at: str | None
    acknowledged: bool


def killed_at(deadly: int, url: str, act: Callable[[Engine], object], *, publishes: bool = False) -> End:
    """Do it in a child that dies at this point; it lives to the end when there are fewer."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        _do_and_die(Points(deadly, writing), url, act, publishes=publishes)
    os.close(writing)
    with os.fdopen(reading) as answers:
        said = answers.read().splitlines()
    _, status = os.waitpid(child, 0)
    gone(url, [int(line.removeprefix("pid ")) for line in said if line.startswith("pid ")])
    if os.WIFSIGNALED(status):
        [point] = [line.removeprefix("at ") for line in said if line.startswith("at ")]
        return End(point, acknowledged="done" in said)
    if os.WEXITSTATUS(status):
        raise RuntimeError(f"the child failed: {said}")
    return End(None, acknowledged=True)


def _do_and_die(points: Points, url: str, act: Callable[[Engine], object], *, publishes: bool) -> None:
    """Never returns. Nothing of the parent's connections is used or closed."""
    try:
        bind = _fresh_engine(url, points.out)
        points.watch(bind)
        if publishes:
            points.watch_publishes()
        points.counts = True
        act(bind)
        os.write(points.out, b"done\n")
        # What is done after the answer has left: nothing here, but a kill may come there too.
        points.reach("after the answer")
        os._exit(0)
    except BaseException as error:  # noqa: BLE001 (told to the parent)
        os.write(points.out, repr(error).encode())
        os._exit(1)


def _fresh_engine(url: str, out: int) -> Engine:
    """This process's own; says which of PostgreSQL's processes are to be waited for."""
    os.environ["GUESTLINK_DATABASE_URL"] = url
    for remembered in (settings, database.engine):
        remembered.cache_clear()
    clock._samples.clear()
    bind = database.engine()
    if bind.dialect.name == "postgresql":
        event.listen(bind, "connect", lambda made, _: os.write(out, f"pid {made.info.backend_pid}\n".encode()))
    with bind.connect():
        pass
    return bind


def gone(url: str, pids: list[int]) -> None:
    """Until PostgreSQL has noticed that the child is dead and let go of its locks."""
    if not pids:
        return
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        mine = "SELECT count(*) FROM pg_stat_activity WHERE pid = ANY(%s)"
        deadline = time.monotonic() + PATIENCE
        while (connection.execute(mine, [pids]).fetchone() or [0])[0]:
            if time.monotonic() > deadline:
                raise TimeoutError("the dead child's connection lives on")
            time.sleep(0.005)
