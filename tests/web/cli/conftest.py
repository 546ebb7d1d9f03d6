"""Runs the command line in this process, through its own entry point."""

import io
import json
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import select

from models.config.settings import settings
from models.plumbing import database
from models.tables import AuditEntry, GuestLink
from models.tables import Site as FoundedSite
from models.upkeep.parts import record_report
from tests.conftest import forget
from tests.vocabulary.clips import make_clip
from tests.vocabulary.logs import log_stream
from tests.vocabulary.site import Site, now
from web.cli import main


@dataclass(frozen=True)
class Ran:
    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The JSON document on standard output. Fails if the command failed or printed anything else."""
        assert (self.code, self.err) == (0, "")
        return json.loads(self.out)

    def refused(self, code: int = 1) -> str:
        """The text of the error. Fails if the exit code is another, or if more is printed than this one line and, with
        code 2, how the command is used."""
        assert (self.code, self.out) == (code, ""), self
        lines = self.err.strip().splitlines()
        assert "Traceback" not in self.err
        assert lines[-1].startswith("Error: ")
        if code == 1:
            assert len(lines) == 1, self.err
        return lines[-1].removeprefix("Error: ")


Run = Callable[..., Ran]


@pytest.fixture
def run(site: Site, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run `guestlink …` on a migrated site."""

    def run_command(*arguments: object, stdin: str = "") -> Ran:
        monkeypatch.setattr(sys, "argv", ["guestlink", *[str(argument) for argument in arguments]])
        monkeypatch.setattr(sys, "stdin", io.StringIO(stdin))
        code, mask = 0, os.umask(0)
        os.umask(mask)
        try:
            # A command may set up a log of its own, to which later tests must not write.
            with log_stream():
                main()
        except SystemExit as end:
            code = int(end.code or 0)
        finally:
            # A command closes it (contract 11.61).
            os.umask(mask)
        out, err = capsys.readouterr()
        return Ran(code, out, err)

    return run_command


class LivingWeb(BaseHTTPRequestHandler):
    """Answers the doctor as a healthy web does."""

    clock_ahead = 0.0
    paths = ("/healthz", "/readyz")

    def do_GET(self) -> None:
        self.send_response(200 if self.path in self.paths else 404)
        self.end_headers()
        self.wfile.write(json.dumps({"clock_ahead": self.clock_ahead}).encode())

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """A healthy web at the site's address, and a worker and beat that have just reported. The site was founded at this
    moment, so no task is late yet."""
    server = HTTPServer(("127.0.0.1", 0), LivingWeb)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("GUESTLINK_BASE_URL", f"http://127.0.0.1:{server.server_port}")
    forget()
    with database.writing() as db:
        db.get_one(FoundedSite, 1).created_at = now()
    settings().broker_folder.mkdir(parents=True, exist_ok=True)
    for part in ("worker", "media", "beat"):
        report_part(part, ago=5)
    yield server
    server.shutdown()
    server.server_close()


def report_part(part: str, *, ago: float, clock_ahead: float = 0.0) -> None:
    with database.writing() as db:
        record_report(db, part, "", clock_ahead=clock_ahead, now=now() - timedelta(seconds=ago))


def troubles(run: Run) -> dict[str, str]:
    """What `guestlink doctor` reports of each part that has trouble, and the late tasks. Empty when all is well."""
    ran = run("doctor", "--json")
    report = json.loads(ran.out)
    by_part = {name: part["trouble"] for name, part in report["parts"].items() if part["trouble"]}
    assert report["healthy"] is (not by_part and not report["late"])
    assert ran.code == (0 if report["healthy"] else 1)
    return by_part | ({"late": ",".join(report["late"])} if report["late"] else {})


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    make_clip(target, seconds=8, width=160, height=90, bit_rate=100_000)
    return target


@pytest.fixture
def file(environment: Path) -> Path:
    """Where a backup is written. Nothing is in its folder yet."""
    (environment / "backups").mkdir()
    return environment / "backups" / "site backup"


@pytest.fixture
def link(site: Site) -> GuestLink:
    return site.maker.link(site.media(), clicks=5, days=7, now=now())


def noted() -> list[tuple[str, int | None, int | None, int | None, str]]:
    """The audit log, oldest first: act, user, media item, link and detail."""
    with database.reading() as db:
        rows = db.scalars(select(AuditEntry).order_by(AuditEntry.id))
        return [(row.act, row.user_id, row.media_id, row.link_id, row.detail) for row in rows]
