"""The parts of the topology: named processes that are started again when they die, and end with the test process."""

import contextlib
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[2]
TICK = 0.1
# Like the restart policy of a container: the first restart is at once, the next ones come later and later.
SLOWEST_RESTART = 5.0
LIVED_LONG = 10.0
STOP_SECONDS = 15.0


@dataclass
class Part:
    name: str
    command: list[str]
    environment: dict[str, str]
    folder: Path
    user: str | None = None
    ends_by: int = signal.SIGTERM
    # Whether it should run: then the supervisor starts it again.
    wanted: bool = False
    deaths: int = 0
    starts: int = 0
    started_at: float = 0.0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def pid(self) -> int:
        assert self.process is not None, f"{self.name} was never started"
        return self.process.pid

    @property
    def log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def start(self) -> int:
        """Returns the id of its process group."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command,
                env=self.environment,
                cwd=ROOT,
                user=self.user,
                group=self.user,
                extra_groups=[] if self.user else None,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started_at, self.starts = time.monotonic(), self.starts + 1
        return self.process.pid

    def signal(self, number: int) -> None:
        """To the process and to all that it started."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, number)

    def end(self) -> None:
        if not self.runs():
            return
        assert self.process is not None
        # A frozen process would not receive the signal.
        self.signal(signal.SIGCONT)
        self.process.send_signal(self.ends_by)
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.process.wait()

    def restart_due(self, now: float) -> bool:
        delay = 0.0 if now - self.started_at > LIVED_LONG else min(0.2 * 2**self.deaths, SLOWEST_RESTART)
        return now - self.started_at > delay


class Supervisor:
    """Starts dead parts again, unless they were stopped. When this process dies, the reaper ends all parts."""

    def __init__(self, folder: Path) -> None:
        self.parts: dict[str, Part] = {}
        self.lock = threading.RLock()
        self.ending = threading.Event()
        reaper = [sys.executable, "-m", "tests.topology.reaper", str(folder)]
        self.reaper = subprocess.Popen(reaper, stdin=subprocess.PIPE, cwd=ROOT, start_new_session=True)
        self.thread = threading.Thread(target=self._watch, daemon=True, name="supervisor")
        self.thread.start()

    def add(self, *parts: Part) -> None:
        for part in parts:
            self.parts[part.name] = part

    def start(self, *names: str) -> None:
        with self.lock:
            for name in names:
                part = self.parts[name]
                part.wanted, part.deaths = True, 0
                if not part.runs():
                    self._start(part)

    def stop(self, *names: str, kill: bool = False) -> None:
        """These parts stay stopped until `start`."""
        for name in names:
            with self.lock:
                self.parts[name].wanted = False
            if kill and self.parts[name].runs():
                self.parts[name].signal(signal.SIGKILL)
            self.parts[name].end()

    def end(self) -> None:
        self.ending.set()
        self.thread.join()
        # All get the signal first, and are waited for afterwards: so they end at the same time.
        for part in self.parts.values():
            if part.runs():
                part.signal(signal.SIGCONT)
                os.kill(part.pid, part.ends_by)
        for name in reversed(self.parts):
            if self.parts[name].process is not None:
                self.stop(name)
                self._tell_reaper("-", self.parts[name].pid)
        assert self.reaper.stdin is not None
        self.reaper.stdin.close()
        self.reaper.wait(30)

    def _start(self, part: Part) -> None:
        if part.process is not None:
            # A child that outlived it would still hold its port.
            part.signal(signal.SIGKILL)
            self._tell_reaper("-", part.pid)
        self._tell_reaper("+", part.start())

    def _tell_reaper(self, sign: str, group: int) -> None:
        assert self.reaper.stdin is not None
        self.reaper.stdin.write(f"{sign}{group}\n".encode())
        self.reaper.stdin.flush()

    def _watch(self) -> None:
        while not self.ending.wait(TICK):
            with self.lock:
                for part in self.parts.values():
                    self._check(part, time.monotonic())

    def _check(self, part: Part, now: float) -> None:
        if part.wanted and not part.runs() and part.restart_due(now):
            part.deaths = 0 if now - part.started_at > LIVED_LONG else part.deaths + 1
            self._start(part)
