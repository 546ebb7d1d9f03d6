"""`guestlink up` as a real process tree, with its data folder, its database and its command line."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import psutil
from sqlalchemy import Engine

from models.plumbing import database
from tests.vocabulary import commands
from tests.vocabulary.waiting import free_port, wait_until

GUESTLINK = str(Path(sys.executable).parent / "guestlink")
PARTS = ("web", "worker", "beat")


def environment(data: Path, port: int | None) -> dict[str, str]:
    """This process's environment, but with only these settings."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GUESTLINK_")}
    return clean | {"GUESTLINK_DATA": str(data)} | ({"GUESTLINK_BIND": f"127.0.0.1:{port}"} if port else {})


@dataclass
class Tree:
    data: Path
    port: int | None = field(default_factory=free_port)
    # Where its output goes; its data folder unless one is named.
    logs: Path | None = None
    process: "subprocess.Popen[str]" = field(init=False)
    # Every process ever seen in the tree: one that outlives its supervisor is no longer its child.
    seen: dict[int, psutil.Process] = field(default_factory=dict)

    def start(self, *options: str) -> "Tree":
        """Start `guestlink up`, and return at once."""
        self.data.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [GUESTLINK, "up", *options],
            env=environment(self.data, self.port),
            cwd=self.data,
            stdout=self.log("out").open("w"),
            stderr=self.log("err").open("w"),
            text=True,
            start_new_session=True,
        )
        return self

    def log(self, name: str) -> Path:
        return (self.logs or self.data) / f"up.{name}"

    def output(self) -> str:
        return self.log("out").read_text() + self.log("err").read_text()

    def wait_until_announced(self) -> "Tree":
        """Wait until the tree has printed that it runs."""
        wait_until("the announcement", lambda: "Ctrl-C" in self.output() or self.process.poll() is not None)
        assert self.process.poll() is None, self.output()
        self.parts()
        return self

    def printed(self, label: str) -> str:
        """The last word of the line with this label."""
        return next(line.split()[-1] for line in self.log("out").read_text().splitlines() if label in line)

    @property
    def address(self) -> str:
        return self.printed("is running at")

    @property
    def email(self) -> str:
        return self.printed("email:")

    @property
    def password(self) -> str:
        return self.printed("password:")

    @property
    def guest_link(self) -> str:
        return self.printed("Guest link:")

    @property
    def live_link(self) -> str:
        return self.link_to("live")

    def link_to(self, kind: str) -> str:
        return self.printed(f"Guest link ({kind}):")

    @property
    def engine(self) -> Engine:
        return database.make_engine(f"sqlite:///{self.data / 'guestlink.sqlite3'}")

    def parts(self) -> dict[str, psutil.Process]:
        """The parts that run, by name. Every process of the tree is added to `seen`."""
        found: dict[str, psutil.Process] = {}
        for child in psutil.Process(self.process.pid).children(recursive=True):
            self.seen[child.pid] = child
            # A process may end while we look.
            with contextlib.suppress(psutil.Error):
                found[" ".join(child.cmdline()[-1:])] = child
        return {name: child for name, child in found.items() if name in PARTS}

    def running(self) -> list[psutil.Process]:
        """The processes of this tree that still run, orphans too."""
        return [
            process
            for process in self.seen.values()
            if process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        ]

    def successes(self) -> dict[str, int]:
        """How often each maintenance task has succeeded, as the web says. Empty while the web does not answer."""
        try:
            with urllib.request.urlopen(f"{self.address}/readyz", timeout=5) as answer:
                return dict(json.load(answer)["successes"])
        except OSError:
            return {}

    def wait_for_maintenance(self, more: int = 3) -> None:
        """Wait until the web answers and so many more maintenance tasks have succeeded."""
        wait_until("the web answers", self.successes)
        before = sum(self.successes().values())
        wait_until("maintenance goes on", lambda: sum(self.successes().values()) >= before + more)

    def command(self, *arguments: str) -> Any:
        """Run a command of the same site, and return its JSON document."""
        done = self.run(*arguments)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def is_healthy(self) -> bool:
        """Whether `guestlink doctor` finds nothing wrong."""
        return self.run("doctor").returncode == 0

    def run(self, *arguments: str) -> "subprocess.CompletedProcess[str]":
        words = [*arguments, "--json"]
        return commands.run(GUESTLINK, *words, environment=environment(self.data, self.port), folder=self.data)

    def stop(self, number: int = signal.SIGTERM) -> int:
        """Send a signal, wait until all its processes have ended, and return the exit code."""
        if self.process.poll() is None:
            self.parts()
            self.process.send_signal(number)
        code = self.process.wait(30)
        wait_until("the whole tree is gone", lambda: not self.running(), 5)
        return code

    def kill_supervisor(self) -> None:
        self.process.kill()
        self.process.wait()

    def kill(self) -> None:
        """Kill the supervisor, and wait until its parts have ended with it (contract 7.22). Faster than `stop`."""
        if self.process.poll() is None:
            self.parts()
            self.kill_supervisor()
        wait_until("the whole tree is gone", lambda: not self.running(), 5)

    def destroy(self) -> None:
        """Kill what a test has left."""
        if self.process.poll() is None:
            self.parts()
            self.kill_supervisor()
        for process in self.running():
            process.kill()


class StartTree(Protocol):
    """Starts a tree on a folder and a port of its own. With `any_port`, `guestlink up` chooses the port."""

    def __call__(
        self, *options: str, data: Path | None = None, port: int | None = None, any_port: bool = False
    ) -> Tree: ...
