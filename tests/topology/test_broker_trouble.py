"""A broker that refuses is recognised, said in words, and survived: by the doctor, the worker and beat."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import amqp
import pytest
import redis

from tests.topology import servers
from tests.topology.parts import ROOT
from tests.vocabulary.waiting import free_port, listens, wait_until


@pytest.fixture(scope="module")
def rabbitmq(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    server = servers.rabbitmq(tmp_path_factory.mktemp("rabbitmq"))
    for part in server.parts:
        part.start()
    wait_until("RabbitMQ listens", lambda: listens(server.port), seconds=90)
    yield server.port
    for part in reversed(server.parts):
        part.end()


def site_with(broker: str, folder: Path) -> dict[str, str]:
    return os.environ | {"GUESTLINK_BROKER_URL": broker, "GUESTLINK_DATA": str(folder), "PYTHONPATH": str(ROOT)}


def trouble_with(broker: str, folder: Path) -> str | None:
    done = subprocess.run(
        [sys.executable, "-m", "tasks.broker_trouble"],
        env=site_with(broker, folder),
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    trouble: str | None = json.loads(done.stdout)["trouble"]
    return trouble


def test_rabbitmq_that_refuses_is_not_called_silent(rabbitmq: int, tmp_path: Path) -> None:
    host = f"127.0.0.1:{rabbitmq}"
    assert trouble_with(f"amqp://guestlink:guestlink@{host}//", tmp_path) is None
    assert trouble_with(f"amqp://guestlink:wrong@{host}//", tmp_path) == "refuses this user or password"
    assert trouble_with(f"amqp://nobody:guestlink@{host}//", tmp_path) == "refuses this user or password"
    missing = trouble_with(f"amqp://guestlink:guestlink@{host}/missing", tmp_path)
    assert missing == "refuses this virtual host, or does not have it"
    assert trouble_with(f"amqp://guestlink:guestlink@127.0.0.1:{free_port()}//", tmp_path) == "does not answer"


def test_redis_that_refuses_is_not_called_silent(start_server: servers.StartServer, tmp_path: Path) -> None:
    port = start_server(servers.redis(tmp_path)).port
    wait_until("Redis listens", lambda: listens(port))
    client = redis.Redis(port=port)
    assert trouble_with(f"redis://127.0.0.1:{port}/0", tmp_path) is None
    client.config_set("requirepass", "right")
    assert trouble_with(f"redis://127.0.0.1:{port}/0", tmp_path) == "wants a password"
    assert trouble_with(f"redis://:wrong@127.0.0.1:{port}/0", tmp_path) == "refuses this user or password"
    assert trouble_with(f"redis://:right@127.0.0.1:{port}/0", tmp_path) is None
    assert trouble_with(f"redis://127.0.0.1:{free_port()}/0", tmp_path) == "does not answer"


def test_beat_with_a_wrong_password_logs_one_line(rabbitmq: int, tmp_path: Path) -> None:
    beat = subprocess.Popen(
        [sys.executable, "-m", "tasks.run", "beat"],
        env=site_with(f"amqp://guestlink:wrong@127.0.0.1:{rabbitmq}//", tmp_path),
        cwd=tmp_path,
        stderr=(tmp_path / "log").open("w"),
    )
    try:
        wait_until("beat has said it", lambda: "refuses" in (tmp_path / "log").read_text())
    finally:
        beat.terminate()
        beat.wait(30)
    said = [json.loads(line)["event"] for line in (tmp_path / "log").read_text().splitlines()]
    assert said == ["beat cannot send messages: the broker refuses this user or password"]


# What a worker does when it has connected, with one queue that another version may have declared.
CONNECTED = """
import sys
from kombu import Queue
from tasks import queues
from tasks.app import app
queue = Queue(sys.argv[1], queue_arguments={"x-queue-type": "quorum"})
with app.connection_for_write() as connection:
    queues.replace_stale(connection, {queue.name: queue})
    assert not queues.is_stale(connection, queue)
"""


def connect_as_worker(port: int, queue: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [sys.executable, "-c", CONNECTED, queue],
        env=site_with(f"amqp://guestlink:guestlink@127.0.0.1:{port}//", folder),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("arguments", [{}, {"x-max-length": 7}, {"x-queue-type": "quorum", "x-max-length": 7}])
def test_a_queue_of_another_version_is_made_anew(rabbitmq: int, tmp_path: Path, arguments: dict[str, object]) -> None:
    with amqp.Connection(f"127.0.0.1:{rabbitmq}", "guestlink", "guestlink") as connection:
        channel = connection.channel()
        channel.queue_declare("stale", durable=True, auto_delete=False, arguments=arguments)
        channel.basic_publish(amqp.Message("a hint"), routing_key="stale")
        done = connect_as_worker(rabbitmq, "stale", tmp_path)
        assert (done.returncode, "is made anew" in done.stderr) == (0, True), done.stderr
        channel.queue_delete("stale")


def test_a_queue_that_an_older_worker_reads_is_left_to_it(rabbitmq: int, tmp_path: Path) -> None:
    with amqp.Connection(f"127.0.0.1:{rabbitmq}", "guestlink", "guestlink") as connection:
        channel = connection.channel()
        channel.queue_declare("read", durable=True, auto_delete=False)
        channel.basic_consume("read")
        assert connect_as_worker(rabbitmq, "read", tmp_path).returncode == 1
        channel.queue_declare("read", passive=True)
    assert connect_as_worker(rabbitmq, "read", tmp_path).returncode == 0
