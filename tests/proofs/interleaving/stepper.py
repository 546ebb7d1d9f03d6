"""Runs two transactions statement by statement, in a chosen order. Each one stops before each of its statements and
commits, until it is told to go on."""

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
# Called with the number of the step and the transactions (0, 1) that are ready for it. Returns one of them.
Choose = Callable[[int, list[int]], int]
# If a statement takes longer, PostgreSQL is asked whether it waits for a lock.
ASK_AFTER_SECONDS = 0.004
STOP_SECONDS = 20


class Transaction:
    """One transaction, in a thread of its own. `at`: the statement that it has stopped before."""

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
        except BaseException as error:  # noqa: BLE001 (no pair allows it, so it becomes a violation)
            self.outcome = f"error: {error!r}"
        self.finished = True
        self.idle.set()

    def _connected(self, connection: Any, _record: object) -> None:
        self.pids.append(connection.info.backend_pid)

    def _before_statement(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        # A transaction that has only begun has seen and locked nothing.
        if not statement.startswith("BEGIN"):
            self._stop_before(" ".join(statement.split()))

    def _before_commit(self, _connection: object) -> None:
        self._stop_before("COMMIT")

    def _stop_before(self, statement: str) -> None:
        self.at = statement
        self.idle.set()
        if not self.turn.acquire(timeout=STOP_SECONDS):
            raise TimeoutError(f"nobody told this transaction to go on: {statement}")


def _reads(statement: str) -> bool:
    return statement.startswith("SELECT") and " FOR " not in statement


def _commits(statement: str) -> bool:
    """An admission, which begins with WITH, commits by itself."""
    return statement == "COMMIT" or statement.startswith("WITH")


@dataclass
class Run:
    """One order. `choices`: for each step which transaction went on, and whether the other one could have.
    `waited`: one of them waited for a lock."""

    choices: list[tuple[int, bool]] = field(default_factory=list)
    steps: list[str] = field(default_factory=list)
    waited: bool = False
    outcomes: tuple[str, str] = ("", "")


class Stepper:
    def __init__(self, url: str) -> None:
        self.transactions = (Transaction(url), Transaction(url))
        self.monitor = psycopg.connect(url.replace("+psycopg", ""), autocommit=True)

    def close(self) -> None:
        self.monitor.close()
        for transaction in self.transactions:
            transaction.bind.dispose()

    def run(self, works: tuple[Work, Work], choose: Choose) -> Run:
        run = Run()
        for transaction, work in zip(self.transactions, works, strict=True):
            transaction.start(work)
            self._wait_until_settled(run)
        skipped: str | None = None
        while any(not transaction.finished for transaction in self.transactions):
            ready = [who for who, each in enumerate(self.transactions) if each.idle.is_set() and not each.finished]
            if ready:
                if ready == [0, 1] and skipped == self.transactions[0].at:
                    ready = [1]
                who = choose(len(run.choices), ready)
                run.choices.append((who, len(ready) == 2))
                run.steps.append(f"{'AB'[who]} {self.transactions[who].at[:40]}")
                skipped = self._same_in_both_orders() if who == 1 and not self.transactions[0].finished else None
                self.transactions[who].go_on()
            self._wait_until_settled(run)
        run.outcomes = (self.transactions[0].outcome, self.transactions[1].outcome)
        return run

    def _same_in_both_orders(self) -> str | None:
        """The next statement of A, if it may be left out after that of B: the order with A first shows the same. That
        is so if one of the two only reads, and the other commits nothing. Otherwise None."""
        a, b = self.transactions[0].at, self.transactions[1].at
        return a if (_reads(a) and not _commits(b)) or (_reads(b) and not _commits(a)) else None

    def _wait_until_settled(self, run: Run) -> None:
        """Until each one has stopped before a statement, has finished, or waits for a lock of the other one."""
        for transaction in self.transactions:
            while not (transaction.finished or transaction.idle.wait(ASK_AFTER_SECONDS)):
                if self._waits_for_lock(transaction):
                    run.waited = True
                    break

    def _waits_for_lock(self, transaction: Transaction) -> bool:
        waiting = "SELECT bool_or(cardinality(pg_blocking_pids(pid)) > 0) FROM unnest(%s::int[]) AS pid"
        row = self.monitor.execute(waiting, [transaction.pids]).fetchone()
        return bool(row and row[0])
