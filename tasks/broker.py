"""What each kind of broker needs to be told: folders, RabbitMQ, Redis or Valkey (GUESTLINK_BROKER_URL)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from kombu.entity import Queue
from kombu.exceptions import ChannelError

from models.config.settings import Settings

# A hint: the database knows what is to be done, and a sweep finds what was dropped.
HINT_SECONDS = 300
# For one answer of the broker. A silent one must not keep whoever publishes (facts 14).
PATIENCE_SECONDS = 4.0
# No task of ours takes as long, so one that is not acknowledged by then is a dead worker's.
VISIBILITY_SECONDS = 60
# A message that has killed its worker so often is dropped by the broker.
MOST_DELIVERIES = 5


def address(config: Settings) -> str:
    return config.broker_url or "filesystem://localhost"


def transport(config: Settings) -> str | None:
    """Ours for the folders; else as the address says."""
    return None if config.broker_url else "tasks.folders:Transport"


def transport_options(config: Settings) -> dict[str, object]:
    if config.broker_url.startswith("amqp"):
        # Unconfirmed, a publish to a broker that is frozen or refuses it would pass for done.
        return {"confirm_publish": True}
    if config.broker_url:
        return _of_redis()
    return _of_folders(config)


def queue_arguments(config: Settings, *, most: int | None = None) -> dict[str, object] | None:
    """On RabbitMQ a quorum queue, which survives the loss of a node; of `most` messages, the newest, where that is
    given: two beats that look at one moment leave one message between them there too."""
    if not config.broker_url.startswith("amqp"):
        return None
    bound = {} if most is None else {"x-max-length": most, "x-overflow": "drop-head"}
    return {"x-queue-type": "quorum", "x-delivery-limit": MOST_DELIVERIES, **bound}


def waiting(channel: Any, queue: Queue) -> int:
    """How many messages wait in it; those that a worker has in hand do not."""
    queue.bind(channel).declare()
    try:
        return int(channel.queue_declare(queue=queue.name, passive=True).message_count)
    except ChannelError:
        # Redis has no empty lists: what was declared a moment ago is not found there.
        return 0


@contextmanager
def alone(channel: Any, queue: str) -> Iterator[bool]:
    """Whether no other beat looks at this queue at this moment. RabbitMQ's queues see to it themselves, and before the
    folders there is one beat."""
    client = getattr(channel, "client", None)
    lock = client.lock(f"beat.{queue}", timeout=4 * PATIENCE_SECONDS) if client is not None else None
    if lock is not None and not lock.acquire(blocking=False):
        yield False
        return
    try:
        yield True
    finally:
        if lock is not None:
            lock.release()


def _of_redis() -> dict[str, object]:
    return {
        "visibility_timeout": VISIBILITY_SECONDS,
        # Looks for a dead worker's messages every 2 s; at the defaults every 100 (facts 8).
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
        "socket_timeout": PATIENCE_SECONDS,
        "socket_connect_timeout": PATIENCE_SECONDS,
        "socket_keepalive": True,
        # A reader that waits on a dead connection is noticed after some 12 s, not 51.
        "health_check_interval": 5,
    }


def _of_folders(config: Settings) -> dict[str, object]:
    """The embedded broker: folders of files, one transport for one machine."""
    messages, control = config.broker_folder / "messages", config.broker_folder / "control"
    for folder in (messages, control):
        folder.mkdir(parents=True, exist_ok=True)
    return {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(control),
        # A worker that looks five times a second starts a task at once and idles at a fraction of a percent (facts 1).
        "polling_interval": 0.2,
    }
