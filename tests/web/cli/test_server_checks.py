"""`guestlink doctor` about the broker and the Redis that counts tries (contract 11.7)."""

import socket
from collections.abc import Iterator

import pytest

from tests.conftest import forget
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
