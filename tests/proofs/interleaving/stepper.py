"""Two transactions, statement by statement, in every order: each stands before each of its statements and commits until
it is told to go on. Who waits for a lock is known from PostgreSQL itself, not from how long it takes."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import psycopg
from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError

from models.errors import GuestlinkError
from models.plumbing import database

Work = Callable[[Engine], object]
# Who makes this step, of those who stand ready.
Choose = Callable[[int, list[int]], int]
# After this much of a second PostgreSQL is asked whether it is a lock that keeps somebody.
ASKED_AFTER = 0.004
PATIENCE = 20


class Actor:
    """One transaction's thread."""

    def __init__(self, url: str) -> None:
        self.bind = database.make_engine(url)
        self.pids: list[int] = []
        event.listen(self.bind, "connect", self._connected)
        with self.bind.connect():
            pass
        event.listen(self.bind, "before_cursor_execute", self._before_statement)
        event.listen(self.bind, "commit", self._before_commit)
        self.turn, self.idle = threading.Semaphore(0), threading.Event()
        self.finished, self.outcome, self.at = True, "", ""

    def start(self, work: Work) -> None:
        self.finished, self.outcome = False, ""
        self.idle.clear()
        threading.Thread(target=self._run, args=(work,), daemon=True).start()

    def go_on(self) -> None:
        self.idle.clear()
        self.turn.release()

    def _run(self, work: Work) -> None:
        try:
            self.outcome = str(work(self.bind))
        except GuestlinkError as refusal:
            self.outcome = f"refused: {getattr(refusal, 'status', type(refusal).__name__)}"
        except DBAPIError as error:
            self.outcome = f"error: {type(error.orig).__name__}"
        except BaseException as error:  # noqa: BLE001 (an outcome too, and never an allowed one)
            self.outcome = f"error: {error!r}"
        self.finished = True
        self.idle.set()

    def _connected(self, connection: Any, _record: object) -> None:
        self.pids.append(connection.info.backend_pid)

    def _before_statement(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self._stand(" ".join(statement.split()))

    def _before_commit(self, _connection: object) -> None:
        self._stand("COMMIT")

    def _stand(self, at: str) -> None:
        self.at = at
        self.idle.set()
        if not self.turn.acquire(timeout=PATIENCE):
            raise TimeoutError(f"nobody told this transaction to go on: {at}")


def _reads(statement: str) -> bool:
    return statement.startswith("SELECT") and " FOR " not in statement


def _commits(statement: str) -> bool:
    """Also what stands alone on autocommit."""
    return statement == "COMMIT" or statement.startswith("WITH")


@dataclass
class Run:
    """One order: at each choice who went on and whether the other could have; what both were told."""

    choices: list[tuple[int, bool]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    blocked: bool = False
    outcomes: tuple[str, str] = ("", "")


class Stage:
    """Two actors on one database, and whoever asks PostgreSQL about them."""

    def __init__(self, url: str) -> None:
        self.actors = (Actor(url), Actor(url))
        self.asking = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)

    def close(self) -> None:
        self.asking.close()
        for actor in self.actors:
            actor.bind.dispose()

    def run(self, works: tuple[Work, Work], choose: Choose) -> Run:
        run = Run()
        for actor, work in zip(self.actors, works, strict=True):
            actor.start(work)
            self._settle(run)
        passed_over: str | None = None
        while any(not actor.finished for actor in self.actors):
            ready = [who for who, actor in enumerate(self.actors) if actor.idle.is_set() and not actor.finished]
            if ready:
                if ready == [0, 1] and passed_over == self.actors[0].at:
                    ready = [1]
                who = choose(len(run.choices), ready)
                run.choices.append((who, len(ready) == 2))
                run.steps.append(f"{'AB'[who]} {self.actors[who].at[:40]}")
                passed_over = self._swappable() if who == 1 and not self.actors[0].finished else None
                self.actors[who].go_on()
            self._settle(run)
        run.outcomes = (self.actors[0].outcome, self.actors[1].outcome)
        return run

    def _swappable(self) -> str | None:
        """A's next step, when it makes no difference whether it comes just before or just after B's: one of the two
        only reads, and so sees what is committed, and the other commits nothing. Of such orders A's first is enough."""
        at, after = self.actors[0].at, self.actors[1].at
        return at if (_reads(at) and not _commits(after)) or (_reads(after) and not _commits(at)) else None

    def _settle(self, run: Run) -> None:
        """Until each stands before a step, has finished, or waits for a lock of the other's."""
        for actor in self.actors:
            while not (actor.finished or actor.idle.wait(ASKED_AFTER)):
                if self._waits_for_a_lock(actor):
                    run.blocked = True
                    break

    def _waits_for_a_lock(self, actor: Actor) -> bool:
        waiting = "SELECT bool_or(cardinality(pg_blocking_pids(pid)) > 0) FROM unnest(%s::int[]) AS pid"
        row = self.asking.execute(waiting, [actor.pids]).fetchone()
        return bool(row and row[0])
