"""The supervisor: starts the parts by name, restarts one that dies or stalls, and ends them all with itself.

Whether worker and beat are at work is judged by what they achieve: the successes that maintenance records must go on
changing, timed on this process's monotonic clock. Stock beat stops for good when the clock goes back (facts 12), and
a worker may stop consuming after a reconnect; both look alive.
"""

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from threading import Event

import click

from web.cli.tree.parent_death import Lifeline

TICK = 0.5
STALLED_AFTER = 30.0
ASK_EVERY = 5.0
STOP_SECONDS = 8.0
# A part that dies at once is tried again ever more slowly, and at once again when it has lived a minute.
SLOWEST_RESTART = 30.0
# The web's answer while its database does not: it lives, and tells nothing of maintenance.
TELLS_NOTHING = ""


@dataclass
class Part:
    name: str
    process: "subprocess.Popen[bytes] | None" = None
    deaths: int = 0
    started: float = 0.0
    restart_at: float = 0.0

    def died(self, now: float) -> None:
        self.deaths = 1 if now - self.started > 60 else self.deaths + 1
        # The exponent is bounded too: a part that fails all night must not overflow a float.
        self.restart_at = now + min(2.0 ** min(self.deaths - 1, 10) - 1, SLOWEST_RESTART)
        self.process = None


class Supervisor:
    def __init__(self, bind: str, environment: dict[str, str], lifeline: Lifeline, more: tuple[str, ...] = ()) -> None:
        host, _, port = bind.rpartition(":")
        asked = {"0.0.0.0": "127.0.0.1", "[::]": "[::1]"}.get(host, host)  # noqa: S104 (compared, not bound)
        self.address = f"http://{asked}:{port}/readyz"
        self.options = lifeline.options(environment)
        self.parts = [Part(name) for name in ("web", "worker", "beat", *more)]
        # When the web last answered, what it told of maintenance, and when that last changed.
        self.answered, self.successes, self.changed = 0.0, TELLS_NOTHING, 0.0
        self.asked = 0.0
        self.stopping = Event()

    def start(self) -> None:
        """Start every part and wait until the web answers."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.stopping.set())
        for part in self.parts:
            self._start(part)
        web = self.parts[0]
        while not self.stopping.is_set() and self._ask() is None:
            if web.process is None or web.process.poll() is not None:
                self._end()
                raise click.ClickException("The web part did not start; its message is above.")
            self.stopping.wait(0.1)

    def run(self) -> None:
        """Until told to stop."""
        self.answered = self.changed = time.monotonic()
        while not self.stopping.is_set():
            self._restart_dead(time.monotonic())
            self._restart_stalled(time.monotonic())
            self.stopping.wait(TICK)
        self._end()

    def _start(self, part: Part) -> None:
        command = [sys.executable, "-m", "web.cli.run", part.name]
        part.process = subprocess.Popen(command, **self.options)
        part.started = time.monotonic()
        # It is judged from its start on, not by the time it was dead.
        if part.name == "web":
            self.answered = part.started
        self.changed = part.started

    def _restart_dead(self, now: float) -> None:
        for part in self.parts:
            if part.process is not None and part.process.poll() is not None:
                click.echo(f"{part.name} ended (code {part.process.returncode}); starting it again.", err=True)
                part.died(now)
            if part.process is None and now >= part.restart_at:
                self._start(part)

    def _restart_stalled(self, now: float) -> None:
        if now - self.asked < ASK_EVERY:
            return
        self.asked = now
        successes = self._ask()
        now = time.monotonic()
        if successes is not None:
            self.answered = now
        # Worker and beat are judged only by news: without it nobody can tell, and restarting them mends nothing.
        if not successes or successes != self.successes:
            self.successes, self.changed = successes or self.successes, now
        if now - self.answered > STALLED_AFTER:
            self._kill("web has not answered", ["web"])
            self.answered = now
        elif now - self.changed > STALLED_AFTER:
            self._kill("maintenance has recorded no success", ["worker", "beat"])
            self.changed = now

    def _ask(self) -> str | None:
        """What maintenance has achieved, as the web tells; None when it does not answer."""
        try:
            with urllib.request.urlopen(self.address, timeout=5) as answer:  # noqa: S310 (our own address)
                return json.dumps(json.load(answer).get("successes"))
        except urllib.error.HTTPError:
            # It lives; what it depends on does not. Restarting it would mend nothing.
            return TELLS_NOTHING
        except (OSError, ValueError):
            return None

    def _kill(self, why: str, names: list[str]) -> None:
        click.echo(f"{why} for {STALLED_AFTER:.0f} s; restarting {' and '.join(names)}.", err=True)
        for part in self.parts:
            if part.name in names and part.process is not None:
                _signal(part.process, signal.SIGKILL)

    def _end(self) -> None:
        processes = [part.process for part in self.parts if part.process is not None]
        for process in processes:
            _signal(process, signal.SIGTERM)
        deadline = time.monotonic() + STOP_SECONDS
        for process in processes:
            try:
                process.wait(max(0.0, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                _signal(process, signal.SIGKILL)
                process.wait()


def _signal(process: "subprocess.Popen[bytes]", number: int) -> None:
    """To the part and whatever it started: each part leads a session of its own."""
    try:
        os.killpg(process.pid, number)
    except ProcessLookupError:
        return
