"""`guestlink doctor` about nginx, the broker, and the Redis that counts tries (contract 11.7)."""

import errno
import socket
import ssl
import tempfile
from collections.abc import Iterator
from http.server import HTTPServer
from pathlib import Path
from typing import Any
from urllib.error import URLError

import pytest

from models.config.binding import BIND_FILE
from models.config.settings import settings
from tests.conftest import forget
from tests.vocabulary.elsewhere import Elsewhere
from tests.vocabulary.waiting import free_port
from tests.web.cli.conftest import Run, troubles
from web.cli import server_checks


@pytest.mark.usefixtures("web")
def test_a_broker_that_does_not_answer_is_reported_without_its_password(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUESTLINK_BROKER_URL", "amqp://guest:hush@127.0.0.1:9/")
    forget()
    assert troubles(run) == {"broker": "does not answer"}
    assert "hush" not in run("doctor").out


@pytest.mark.usefixtures("web")
def test_a_missing_folder_of_messages_is_reported_with_what_makes_it(run: Run) -> None:
    settings().broker_folder.rmdir()
    assert troubles(run) == {"broker": "the folder is missing. It is made by: guestlink up"}


def test_a_running_up_is_asked_from_inside_whatever_its_public_address_is(
    run: Run, web: HTTPServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There may be a proxy in front of it, with a certificate that this machine does not trust."""
    monkeypatch.delenv("GUESTLINK_WEB_URL", raising=False)
    monkeypatch.setenv("GUESTLINK_BASE_URL", "https://media.example.invalid")
    forget()
    assert troubles(run) == {"web": "has a host name that is not known (DNS)"}
    (settings().data / BIND_FILE).write_text(f"127.0.0.1:{web.server_port}")
    forget()
    assert settings().web_url == f"http://127.0.0.1:{web.server_port}"
    assert troubles(run) == {}


TROUBLES = {
    "shows a certificate that this machine does not trust": URLError(ssl.SSLCertVerificationError()),
    "does not speak TLS as asked": URLError(ssl.SSLError()),
    "has a host name that is not known (DNS)": URLError(socket.gaierror()),
    "answers with a page of something else": ValueError(),
    "does not answer": URLError(ConnectionRefusedError()),
}


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(("words", "error"), TROUBLES.items())
def test_each_reason_why_web_or_nginx_cannot_be_asked_has_its_words(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: str, error: Exception
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setenv("GUESTLINK_NGINX_URL", "http://127.0.0.1:9")
    forget()
    monkeypatch.setattr(server_checks, "ask", fail)
    assert troubles(run) == {"web": words, "nginx": words}


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("name", [".", "messages", "control"])
def test_a_folder_of_messages_that_cannot_be_written_is_reported_with_why(
    run: Run, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    broken = settings().broker_folder / name
    broken.mkdir(exist_ok=True)
    make, disk_is_whole = tempfile.TemporaryFile, troubles(run)

    def refuse(*arguments: Any, dir: Path, **named: Any) -> Any:  # noqa: A002 (the name of the library)
        if dir == broken:
            raise OSError(errno.EPERM, "Operation not permitted")
        return make(*arguments, dir=dir, **named)

    monkeypatch.setattr(tempfile, "TemporaryFile", refuse)
    assert disk_is_whole == {}
    assert troubles(run) == {"broker": "the folder may not be written: its disk or a security module forbids it"}


@pytest.mark.usefixtures("web")
def test_a_web_that_hides_behind_a_dead_nginx_is_not_enough(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guests come through nginx alone."""
    monkeypatch.setenv("GUESTLINK_NGINX_URL", f"http://127.0.0.1:{free_port()}")
    forget()
    assert troubles(run) == {"nginx": "does not answer"}


def test_nginx_is_asked_for_the_host_of_the_site_and_gets_no_token(
    run: Run, web: HTTPServer, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUESTLINK_NGINX_URL", elsewhere.origin)
    forget()
    assert troubles(run) == {"nginx": "answers 404"}
    elsewhere.put("/healthz", '{"status": "ok"}')
    assert troubles(run) == {}
    path, headers = elsewhere.server.asked[-1]
    assert (path, headers["Host"]) == ("/healthz", f"127.0.0.1:{web.server_port}")
    assert "Authorization" not in headers


@pytest.fixture
def frozen(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A port where the kernel accepts connections but no server ever answers."""
    monkeypatch.setattr(server_checks, "TIMEOUT_SECONDS", 0.5)
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
def test_a_frozen_server_counts_as_not_answering(
    run: Run, monkeypatch: pytest.MonkeyPatch, frozen: int, name: str, scheme: str, part: str
) -> None:
    monkeypatch.setenv(f"GUESTLINK_{name}", f"{scheme}://:hush@127.0.0.1:{frozen}/0")
    forget()
    assert troubles(run) == {part: "does not answer"}
    assert "hush" not in run("doctor").out
