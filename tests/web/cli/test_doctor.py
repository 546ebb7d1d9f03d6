"""`guestlink doctor`: healthy only when every part answers and nothing is late (SPEC 7)."""

import json
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from models.plumbing import db
from models.plumbing.settings import settings
from models.tables import Site as FoundedSite
from tests.conftest import forget
from tests.web.cli.conftest import Run
from tests.web.site import Site, now


class Lives(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/healthz" else 404)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def web(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[HTTPServer]:
    """A web that lives; the site's address is its."""
    server = HTTPServer(("127.0.0.1", 0), Lives)
    Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("GUESTLINK_BASE_URL", f"http://127.0.0.1:{server.server_port}")
    forget()
    with db.writing() as session:
        session.get_one(FoundedSite, 1).created_at = now()
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
def test_maintenance_that_stands_still_is_late_and_a_sweep_mends_it(run: Run) -> None:
    with db.writing() as session:
        session.get_one(FoundedSite, 1).created_at -= timedelta(minutes=2)
    assert "expire_links" in troubles(run)["late"]
    assert "Are worker and beat running?" in run("doctor").out
    run("sweep")
    assert troubles(run) == {}


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
