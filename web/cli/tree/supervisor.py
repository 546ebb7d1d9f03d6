"""The supervisor of `guestlink up`: starts the parts, restarts one that dies or hangs, and ends them all with itself.

It judges worker and beat by what they achieve: the number of successes of the maintenance tasks must go on changing.
A living process is not enough: Celery's scheduler stops for good when the wall clock goes back (facts 12), and a worker
may take no more messages after a reconnect (facts 16). Time is measured on this process's monotonic clock.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from types import FrameType
from typing import Any

import click

from models.plumbing.standard_error import StandardError
from web.cli.asking import ask
from web.cli.tree import forking
from web.cli.tree.parts import PARTS

# All in seconds.
LOOK_EVERY = 0.5
ASK_EVERY = 5.0
STALLED_AFTER = 30.0
STOP_TIMEOUT = 8.0
# A part that dies again and again is started after growing pauses, up to this one.
LONGEST_PAUSE = 30.0
# If a part has lived for this time before it dies, it is started again without a pause.
LIVED_LONG = 60.0
# The web answers, but its database does not, so the successes of the tasks are not known.
UNKNOWN = ""


@dataclass
class Part:
    name: str
    process: forking.Process | None = None
    deaths: int = 0
    started: float = 0.0
    restart_at: float = 0.0

    def record_death(self, now: float) -> None:
        self.deaths = 1 if now - self.started > LIVED_LONG else self.deaths + 1
        # The exponent has a bound. Otherwise a part that dies all night would overflow a float.
        self.restart_at = now + min(2.0 ** min(self.deaths - 1, 10) - 1, LONGEST_PAUSE)
        self.process = None


class Supervisor:
    def __init__(
        self, bind: str, authorization: str | None, options: dict[str, Any], extra_parts: tuple[str, ...] = ()
    ) -> None:
        """`authorization` is the header that lets the web answer us. `options` are arguments of Popen for every part.
        `extra_parts` are started besides web, worker and beat."""
        host, _, port = bind.rpartition(":")
        reachable = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104 (compared, not bound)
        self.address = f"http://{reachable}:{port}/readyz"
        self.headers = {"Authorization": authorization} if authorization else {}
        self.options = options
        self.log = StandardError()
        self.parts = [Part(name) for name in ("web", "worker", "beat", *extra_parts)]
        self.asked_at = 0.0
        # When the web last answered, the successes that it named, and when they last changed.
        self.answered_at, self.successes, self.changed_at = 0.0, UNKNOWN, 0.0
        self.stopping = Event()

    def start(self) -> None:
        """Start the web, and when it answers the other parts: the first page is not to wait for them."""
        handle_stop_signals(lambda *_: self.stopping.set())
        web, *others = self.parts
        self._start(web)
        self._wait_for(web)
        for part in others:
            self._start(part)

    def _wait_for(self, web: Part) -> None:
        """Until it answers. Raises ClickException if it ends."""
        is_told = False
        while not self.stopping.is_set() and self._ask_web() is None:
            if web.process is None or web.process.poll() is not None:
                self._end()
                raise click.ClickException("The web part did not start. Its own message is above.")
            if not is_told and time.monotonic() - web.started > STALLED_AFTER:
                self.log.write(f"web has not answered for {STALLED_AFTER:.0f} s; still waiting for it.\n")
                is_told = True
            self.stopping.wait(0.05)

    def run(self) -> None:
        """Watch the parts until a signal arrives, then end them."""
        self.answered_at = self.changed_at = time.monotonic()
        while not self.stopping.is_set():
            self._restart_dead(time.monotonic())
            self._restart_stalled(time.monotonic())
            self.stopping.wait(LOOK_EVERY)
        self._end()

    def _start(self, part: Part) -> None:
        if forking.IS_USED:
            part.process = forking.fork(part.name, PARTS[part.name], self.options["pass_fds"], self.options["env"])
        else:
            part.process = subprocess.Popen([sys.executable, "-m", "web.cli.run", part.name], **self.options)
        part.started = time.monotonic()
        # The time in which the part was dead must not count as silence.
        if part.name == "web":
            self.answered_at = part.started
        self.changed_at = part.started

    def _restart_dead(self, now: float) -> None:
        for part in self.parts:
            if part.process is not None and part.process.poll() is not None:
                self.log.write(f"{part.name} ended (code {part.process.returncode}); starting it again.\n")
                part.record_death(now)
            if part.process is None and now >= part.restart_at:
                self._start(part)

    def _restart_stalled(self, now: float) -> None:
        if now - self.asked_at < ASK_EVERY:
            return
        self.asked_at = now
        successes = self._ask_web()
        now = time.monotonic()
        if successes is not None:
            self.answered_at = now
        if successes is None or successes == UNKNOWN:
            # Nothing is known of worker and beat, and restarting them would not help.
            self.changed_at = now
        elif successes != self.successes:
            self.successes, self.changed_at = successes, now
        if now - self.answered_at > STALLED_AFTER:
            self._kill("web has not answered", ["web"])
            self.answered_at = now
        elif now - self.changed_at > STALLED_AFTER:
            self._kill("no maintenance task has succeeded", ["worker", "beat"])
            self.changed_at = now

    def _ask_web(self) -> str | None:
        """A text that changes when a maintenance task succeeds, or UNKNOWN. None if the web does not answer."""
        try:
            return json.dumps(ask(self.address, self.headers, timeout=5).get("successes"))
        except urllib.error.HTTPError:
            # Restarting the web would not bring its database back.
            return UNKNOWN
        except (OSError, ValueError):
            return None

    def _kill(self, reason: str, names: list[str]) -> None:
        self.log.write(f"{reason} for {STALLED_AFTER:.0f} s; restarting {' and '.join(names)}.\n")
        for part in self.parts:
            if part.name in names and part.process is not None:
                _signal(part.process, signal.SIGKILL)

    def _end(self) -> None:
        processes = [part.process for part in self.parts if part.process is not None]
        for process in processes:
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_TIMEOUT
        for process in processes:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()


def handle_stop_signals(handler: Callable[[int, FrameType | None], Any]) -> None:
    """A shell lets background jobs ignore SIGINT, so it is handled anyway. `nohup` lets us ignore SIGHUP, which comes
    when a terminal is closed, and that stays so."""
    is_ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    for number in (signal.SIGINT, signal.SIGTERM, *([] if is_ignored else [signal.SIGHUP])):
        signal.signal(number, handler)


def _signal(process: forking.Process, number: int) -> None:
    """Send a signal to a part and to all processes that it started: each part leads a process group of its own."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
