"""`guestlink doctor`: healthy only when every part answers and nothing is late (contract 7.14, 11.7)."""

import json
import shutil
import socket
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from models.config.settings import settings
from models.plumbing import database
from models.tables import MaintenanceRun, Workflow
from models.tables import Site as FoundedSite
from models.upkeep import running
from models.upkeep.parts import report_in
from tests.conftest import forget
from tests.vocabulary.site import Site, now
from tests.web.cli.conftest import Run
from web.cli import doctor_checks


class Lives(BaseHTTPRequestHandler):
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
    """A web that lives; the site's address is its."""
    server = HTTPServer(("127.0.0.1", 0), Lives)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("GUESTLINK_BASE_URL", f"http://127.0.0.1:{server.server_port}")
    forget()
    with database.writing() as db:
        db.get_one(FoundedSite, 1).created_at = now()
    settings().broker_folder.mkdir(parents=True, exist_ok=True)
    yield server
    server.shutdown()
    server.server_close()


def troubles(run: Run) -> dict[str, str]:
    ran = run("doctor", "--json")
    found = json.loads(ran.out)
    ill = {name: part["trouble"] for name, part in found["parts"].items() if part["trouble"]}
    assert found["healthy"] is (not ill and not found["late"])
    assert ran.code == (0 if found["healthy"] else 1)
    return ill | ({"late": ",".join(found["late"])} if found["late"] else {})


@pytest.mark.usefixtures("web")
def test_a_new_site_whose_parts_answer_is_healthy(run: Run) -> None:
    assert troubles(run) == {}
    assert "Healthy." in run("doctor").out


def test_a_web_that_does_not_answer_is_told(run: Run, web: HTTPServer) -> None:
    web.shutdown()
    web.server_close()
    assert troubles(run) == {"web": "does not answer"}


@pytest.mark.usefixtures("web")
def test_behind_a_proxy_that_keeps_readyz_it_is_healthy_if_it_lives(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Lives, "paths", ("/healthz",))
    assert troubles(run) == {}
    monkeypatch.setattr(Lives, "paths", ("/readyz",))
    assert troubles(run) == {"web": "answers 404"}


@pytest.mark.usefixtures("web")
def test_a_workflow_that_has_failed_is_told_until_it_is_tried_again(run: Run, site: Site) -> None:
    workflow = Workflow(event="access_off", media_id=site.media(), epoch=1, created_at=now(), due_at=now())
    workflow.state = "failed"
    with database.writing() as db:
        db.add(workflow)
    assert troubles(run) == {"workflows": "1 failed; see Maintenance"}
    with database.writing() as db:
        db.merge(workflow).state = "open"
    assert troubles(run) == {}


@pytest.mark.usefixtures("web")
def test_maintenance_that_stands_still_is_late_and_a_sweep_mends_it(run: Run) -> None:
    with database.writing() as db:
        db.get_one(FoundedSite, 1).created_at -= timedelta(minutes=2)
    assert "expire_links" in troubles(run)["late"]
    run("sweep")
    assert troubles(run) == {}


def heard(part: str, *, ago: float, clock_ahead: float = 0.0) -> None:
    with database.writing() as db:
        report_in(db, part, "", clock_ahead=clock_ahead, now=now() - timedelta(seconds=ago))


WORKER, BEAT = "The worker is silent.", "The scheduler (beat) is silent"


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(
    ("worker", "beat", "words"),
    [
        (70, 70, {"worker": WORKER}),
        # Before the first task is late (a minute): it must not be late for nothing.
        (31, 31, {"worker": WORKER}),
        (5, 31, {"beat": BEAT}),
        (29, 29, {"": "Worker and beat are running"}),
        (None, None, {"worker": WORKER}),
        (5, 70, {"beat": BEAT}),
        (5, None, {"beat": BEAT}),
        (5, 5, {"": "Worker and beat are running"}),
    ],
)
def test_what_is_late_is_told_with_why(
    run: Run, worker: float | None, beat: float | None, words: dict[str, str]
) -> None:
    with database.writing() as db:
        db.get_one(FoundedSite, 1).created_at -= timedelta(minutes=2)
    for part, ago in (("worker", worker), ("beat", beat)):
        if ago is not None:
            heard(part, ago=ago)
    [(part, why)] = words.items()
    assert {name: told for name, told in troubles(run).items() if name != "late"} == (
        {part: "is silent"} if part else {}
    )
    document = json.loads(run("doctor", "--json").out)
    assert set(document["why"]) == set(document["late"]) >= {"expire_links", "dispatch_workflows"}
    assert all(its.startswith(why) for its in document["why"].values())
    assert why in run("doctor").out


@pytest.mark.usefixtures("web")
def test_a_task_that_fails_is_told_with_its_error_whoever_lives(run: Run) -> None:
    with database.writing() as db:
        db.get_one(FoundedSite, 1).created_at -= timedelta(minutes=2)
    run("sweep")
    with database.writing() as db:
        db.get_one(MaintenanceRun, "expire_links").last_success_at = now() - timedelta(minutes=2)
    running.record_failure("expire_links", ValueError("dana@example.com"), now=now())
    heard("worker", ago=5)
    assert troubles(run) == {"late": "expire_links"}
    assert "late: expire_links. They fail: ValueError." in run("doctor").out


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("ahead", [-6.0, 6.0, -4.0, 4.0])
@pytest.mark.parametrize("part", ["worker", "beat", "web"])
def test_a_clock_that_is_off_is_told(run: Run, part: str, ahead: float, monkeypatch: pytest.MonkeyPatch) -> None:
    if part == "web":
        monkeypatch.setattr(Lives, "clock_ahead", ahead)
    else:
        heard(part, ago=5, clock_ahead=ahead)
    words = {-6.0: "its clock is 6 s behind the database's", 6.0: "its clock is 6 s ahead of the database's"}
    assert troubles(run) == ({part: words[ahead]} if ahead in words else {})


@pytest.mark.usefixtures("web")
def test_a_disk_that_is_nearly_full_is_told(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    full = shutil.disk_usage("/")._replace(free=5 * 1024**2)
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: full)
    assert troubles(run) == {"disk": "nearly full: 5 MiB left"}


@pytest.mark.usefixtures("web")
def test_a_dead_database_is_told_and_the_rest_all_the_same(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:9/none")
    forget()
    assert troubles(run) == {"database": "does not answer"}
    assert "hush" not in run("doctor").out


@pytest.mark.usefixtures("web")
def test_a_missing_media_folder_is_told(run: Run) -> None:
    settings().media_folder.rmdir()
    assert troubles(run) == {"media": "the folder is missing"}


@pytest.mark.usefixtures("web")
def test_a_broker_that_does_not_answer_is_told_without_its_password(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_BROKER_URL", "amqp://guest:hush@127.0.0.1:9/")
    forget()
    assert troubles(run) == {"broker": "does not answer"}
    assert "hush" not in run("doctor").out


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A port at which the kernel takes connections for a server that says nothing."""
    monkeypatch.setattr(doctor_checks, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(
    ("name", "scheme", "part"),
    [
        ("BROKER_URL", "amqp", "broker"),
        ("BROKER_URL", "redis", "broker"),
        ("RATE_LIMIT_URL", "redis", "rate limits"),
    ],
)
def test_a_server_that_is_frozen_does_not_answer(
    run: Run, monkeypatch: pytest.MonkeyPatch, frozen: int, name: str, scheme: str, part: str
) -> None:
    monkeypatch.setenv(f"GUESTLINK_{name}", f"{scheme}://:hush@127.0.0.1:{frozen}/0")
    forget()
    assert troubles(run) == {part: "does not answer"}
    assert "hush" not in run("doctor").out
