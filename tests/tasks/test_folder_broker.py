"""The embedded broker: a message arrives whole or not at all, and garbage is dropped."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from queue import Empty

import pytest
from kombu.connection import Connection
from kombu.entity import Exchange, Queue

from tasks import folder_broker

QUEUE = Queue("sweeps", Exchange("sweeps"), routing_key="sweeps")


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    # kombu remembers which queues this process has bound. A new process has bound none.
    folder_broker.Transport.global_state.clear()
    messages, control = str(tmp_path / "messages"), str(tmp_path / "control")
    options = {"data_folder_in": messages, "data_folder_out": messages, "control_folder": control}
    embedded = Connection(
        "filesystem://localhost", transport="tasks.folder_broker:Transport", transport_options=options
    )
    with embedded as connection:
        yield connection


def publish(connection: Connection, body: str) -> None:
    connection.Producer().publish(body, exchange=QUEUE.exchange, routing_key="sweeps", declare=[QUEUE])


def received(connection: Connection) -> list[str]:
    """Receive and acknowledge messages until none waits."""
    channel, bodies = connection.channel(), []
    queue = QUEUE(channel)
    queue.declare()
    while (message := queue.get()) is not None:
        bodies.append(message.decode())
        message.ack()
    return bodies


def test_what_is_published_is_received_once(connection: Connection, tmp_path: Path) -> None:
    for number in range(3):
        publish(connection, f"message {number}")
    assert sorted(received(connection)) == ["message 0", "message 1", "message 2"]
    assert received(connection) == []
    assert list((tmp_path / "messages").iterdir()) == []


@pytest.mark.parametrize(
    "garbage",
    [b"", b"{", b"\xff\xfe", b"null", b"[]", b"{}", json.dumps({"body": "x", "properties": {}}).encode(), b'"text"'],
)
def test_garbage_is_dropped_and_the_message_behind_it_is_received(
    connection: Connection, tmp_path: Path, garbage: bytes
) -> None:
    (tmp_path / "messages" / "0_garbage.sweeps.msg").write_bytes(garbage)
    publish(connection, "a message")
    assert received(connection) == ["a message"]
    assert list((tmp_path / "messages").iterdir()) == []


def test_a_half_written_message_is_not_received(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_self: Path, _target: Path) -> None:
        raise KeyboardInterrupt

    publish(connection, "whole")
    monkeypatch.setattr(Path, "replace", killed)
    with pytest.raises(KeyboardInterrupt):
        publish(connection, "half")
    monkeypatch.undo()
    assert received(connection) == ["whole"]


@pytest.mark.parametrize("left", [b"", b"[", b"\xff"])
def test_a_damaged_list_of_queues_is_made_again(connection: Connection, tmp_path: Path, left: bytes) -> None:
    (tmp_path / "control" / "sweeps.exchange").write_bytes(left)
    publish(connection, "a message")
    assert received(connection) == ["a message"]


def test_one_look_into_the_folder_is_for_all_queues(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the message waits in the last one (facts 194)."""
    looks, bodies, list_folder = list[str](), list[str](), os.listdir
    queues = [Queue(name, Exchange(name), routing_key=name) for name in ("a", "b", "c")]

    def look(folder: str) -> list[str]:
        looks.append(folder)
        return list_folder(folder)

    with connection.Consumer(queues, callbacks=[lambda body, _message: bodies.append(body)], no_ack=True):
        connection.Producer().publish("a message", exchange=queues[-1].exchange, routing_key="c")
        monkeypatch.setattr(os, "listdir", look)
        connection.drain_events(timeout=1)
    assert bodies == ["a message"]
    assert looks == [str(tmp_path / "messages")]


def test_a_message_that_another_worker_takes_first_is_not_received(
    connection: Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both workers have seen the file, and the other one takes it."""
    publish(connection, "a message")
    channel = connection.channel()
    [message] = (tmp_path / "messages").iterdir()
    message.unlink()
    monkeypatch.setattr(os, "listdir", lambda *_: [message.name])
    with pytest.raises(Empty):
        channel._get("sweeps")
    assert isinstance(channel, folder_broker.Channel)
