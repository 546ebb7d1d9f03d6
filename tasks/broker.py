"""What each kind of broker (folders, RabbitMQ, Redis or Valkey) needs to be told, and how many messages wait there."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from kombu.entity import Queue
from kombu.exceptions import ChannelError

from models.config.settings import Settings, settings
from models.files import disk_faults
from models.plumbing import server_troubles
from models.plumbing.ownership import make_folder
from models.plumbing.server_troubles import with_causes

TLS_SCHEMES = ("amqps", "rediss")
WORKFLOW_QUEUE = "workflows"
# Recordings that are to be prepared. Each takes minutes, so maintenance never waits behind them.
MEDIA_QUEUE = "media"
# The header of beat's messages that holds the time at which beat sent them.
SENT_AT = "sent_at"

# A message that waits longer is dropped. Nothing is lost: the database knows what to do, and a sweep sends it again.
MESSAGE_SECONDS = 300
# How long we wait for one answer of the broker. A silent broker must not block the process that publishes (facts 14).
ANSWER_SECONDS = 4.0
# Redis gives a message to another worker if it is not acknowledged within this time (facts 9). A task with very much to
# do takes longer. Then two workers do the same task, which is safe (contract 5.14, 5.25): each leaves to the other the
# workflows that the other has locked, or of which it erases files.
VISIBILITY_SECONDS = 60
# RabbitMQ drops a message after this many deliveries, because the message itself may kill its workers.
MAX_DELIVERIES = 5


def trouble_of(error: BaseException) -> str:
    """Why the broker cannot be used: a sentence without its subject."""
    of_disk = next((one for one in with_causes(error) if isinstance(one, OSError) and one.errno), None)
    if settings().broker_url or of_disk is None:
        return server_troubles.trouble_of(error)
    return f"cannot use its folder {settings().broker_folder}: {disk_faults.reason_of(of_disk)}"


def address(config: Settings) -> str:
    """Without what it says of TLS, which `tls` reads."""
    parts = urlsplit(config.broker_url or "filesystem://localhost")
    rest = [(name, value) for name, value in parse_qsl(parts.query) if not name.startswith("ssl_")]
    return parts._replace(query=urlencode(rest)).geturl()


def tls(config: Settings) -> dict[str, object] | None:
    """The broker shows a certificate for its host name. By themselves the libraries look at no certificate of Redis,
    and at no name in that of RabbitMQ (facts 68)."""
    parts = urlsplit(config.broker_url)
    if parts.scheme not in TLS_SCHEMES:
        return None
    asked = dict(parse_qsl(parts.query))
    is_checked = asked.pop("ssl_cert_reqs", "required") != "none"
    files = {name: asked[f"ssl_{name}"] for name in ("ca_certs", "certfile", "keyfile") if f"ssl_{name}" in asked}
    if parts.scheme == "rediss":
        reqs = "required" if is_checked else "none"
        checks = {"ssl_cert_reqs": reqs, "ssl_check_hostname": is_checked}
        return {**checks, **{f"ssl_{name}": file for name, file in files.items()}}
    name = {"server_hostname": parts.hostname} if is_checked else {}
    return {"cert_reqs": ssl.CERT_REQUIRED if is_checked else ssl.CERT_NONE, **name, **files}


def transport(config: Settings) -> str | None:
    """Our own transport for folders. None means the transport that the address names."""
    return None if config.broker_url else "tasks.folder_broker:Transport"


def transport_options(config: Settings) -> dict[str, object]:
    if config.broker_url.startswith("amqp"):
        # Without a confirmation, a publish to a frozen broker would look like a success (facts 15).
        return {"confirm_publish": True}
    if config.broker_url:
        return _redis_options()
    return _folder_options(config)


def queue_arguments(config: Settings, *, max_length: int | None = None) -> dict[str, object] | None:
    """On RabbitMQ each queue is a quorum queue, which survives the loss of a node. It keeps the newest `max_length`
    messages, so that two beats that publish at the same moment leave one message."""
    if not config.broker_url.startswith("amqp"):
        return None
    length = {} if max_length is None else {"x-max-length": max_length, "x-overflow": "drop-head"}
    return {"x-queue-type": "quorum", "x-delivery-limit": MAX_DELIVERIES, **length}


def count_waiting(channel: Any, queue: Queue) -> int:
    """How many messages wait in the queue. Those that a worker already holds are not counted."""
    queue.bind(channel).declare()
    try:
        return int(channel.queue_declare(queue=queue.name, passive=True).message_count)
    except ChannelError:
        # Redis keeps no empty list, so it does not find an empty queue.
        return 0


@contextmanager
def lock_queue(channel: Any, queue: str) -> Iterator[bool]:
    """Keep other beats away from this queue. Yields False if another beat has the lock. Only Redis needs it: RabbitMQ
    limits the length of the queue, and with folders there is only one beat."""
    client = getattr(channel, "client", None)
    # Redis frees the lock after the timeout if a beat dies while it holds the lock.
    lock = client.lock(f"beat.{queue}", timeout=4 * ANSWER_SECONDS) if client is not None else None
    if lock is not None and not lock.acquire(blocking=False):
        yield False
        return
    try:
        yield True
    finally:
        if lock is not None:
            lock.release()


def _redis_options() -> dict[str, object]:
    return {
        "visibility_timeout": VISIBILITY_SECONDS,
        # Workers look for the messages of dead workers every 2 s, not every 100 s (facts 8).
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_timeout": ANSWER_SECONDS,
        "socket_connect_timeout": ANSWER_SECONDS,
        "socket_keepalive": True,
        # A reader notices a dead connection after 12 s, not after 51 s (facts 19).
        "health_check_interval": 5,
    }


def _folder_options(config: Settings) -> dict[str, object]:
    """Makes the folders too, because kombu does not."""
    messages, control = config.broker_folder / "messages", config.broker_folder / "control"
    for folder in (messages, control):
        make_folder(folder)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        # In seconds. A worker that looks this often starts a task at once, and uses little CPU while idle (facts 1).
        "polling_interval": 0.2,
    }
