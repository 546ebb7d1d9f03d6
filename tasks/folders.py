"""The embedded broker: kombu's folders of files, made to survive the death of whoever writes, and files of nobody.

kombu writes a message under its final name, so that a worker may take it while it is still empty; it then ends with
"Unrecoverable error" (seen under load). The file that lists an exchange's queues has the same fault, and an empty one
would refuse every publish from then on. Messages are taken by way of the machine's common temporary folder, too.
"""

import logging
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic_ns
from typing import Any

from kombu.transport import filesystem
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.json import dumps, loads

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    def _put(self, queue: str, payload: dict[str, Any], **_options: Any) -> None:  # type: ignore[override]
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        _write(Path(self.data_folder_out) / name, payload)

    def _get(self, queue: str, timeout: object = None) -> dict[str, Any]:  # noqa: ARG002 (kombu's signature)
        """The oldest; by renaming it, which one worker alone can do. Raises Empty."""
        for file in sorted(Path(self.data_folder_in).glob(f"*.{queue}.msg")):
            taken = file.with_suffix(".taken")
            try:
                file.rename(taken)
                text = taken.read_bytes()
                taken.unlink()
            except FileNotFoundError:
                continue
            message = _read(text)
            if message is not None:
                return message
            log.warning("a message that cannot be read was dropped: queue=%s", queue)
        raise Empty

    def get_table(self, exchange: str) -> list[Any]:
        try:
            return list(super().get_table(exchange))
        except ValueError:
            # Each process binds its queues anew when it starts.
            return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        bound = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        table = self.get_table(exchange)
        if bound not in table:
            _write(self._exchange_file(exchange), [bound, *table])


class Transport(filesystem.Transport):
    Channel = Channel


def _write(file: Path, content: Any) -> None:
    """All of it or nothing, whenever we are killed; under a name that no queue has until it is whole."""
    beside = file.with_name(f"{file.name}.{uuid.uuid4().hex}")
    beside.write_text(dumps(content), encoding="utf-8")
    beside.replace(file)


def _read(text: bytes) -> dict[str, Any] | None:
    """None for what no publisher of ours has written: kombu itself would fall over it."""
    try:
        message = loads(text.decode())
        delivery = message["properties"]["delivery_info"], message["properties"]["delivery_tag"], message["body"]
    except (ValueError, TypeError, KeyError):
        return None
    return message if all(delivery) else None
