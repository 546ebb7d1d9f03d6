"""The embedded broker: kombu's transport over folders of files, made safe against crashes and broken files.

kombu writes a message under its final name. So a worker may read it while it is still empty, and then ends with
"Unrecoverable error" (facts 3). kombu writes the file that lists the queues of an exchange in the same way, and when
that file is empty, every later publish fails. To read a message, kombu first moves it into the temporary folder that
all programs of the machine share; ours never leaves the broker's folder.
"""

import logging
import os
import uuid
from pathlib import Path
from queue import Empty
from time import monotonic_ns
from typing import Any

from kombu.transport import filesystem
from kombu.transport.filesystem import exchange_queue_t
from kombu.utils.json import dumps, loads

from models.plumbing.ownership import give_to_owner_of_folder

log = logging.getLogger(__name__)


class Channel(filesystem.Channel):
    # The names of all files, while the queues are looked through for a message.
    _names: list[str] | None = None

    def _put(self, queue: str, payload: dict[str, Any], **_options: Any) -> None:  # type: ignore[override]
        name = f"{monotonic_ns() // 1_000_000}_{uuid.uuid4()}.{queue}.msg"
        _write(Path(self.data_folder_out) / name, payload)

    def _poll(self, cycle: Any, callback: Any, timeout: object = None) -> Any:  # noqa: ARG002 (kombu's signature)
        """One look into the folder for all queues (facts 194)."""
        self._names = self._all_names()
        if not self._names:
            raise Empty
        try:
            return super()._poll(cycle, callback)
        finally:
            self._names = None

    def _all_names(self) -> list[str]:
        return os.listdir(self.data_folder_in)  # noqa: PTH208 (names cost less than paths)

    def _get(self, queue: str, timeout: object = None) -> dict[str, Any]:  # noqa: ARG002 (kombu's signature)
        """Take the oldest message. Its file is renamed first, and only one worker can do that. Raises Empty."""
        names = self._all_names() if self._names is None else self._names
        for name in sorted(name for name in names if name.endswith(f".{queue}.msg")):
            file = Path(self.data_folder_in, name)
            taken = file.with_suffix(".taken")
            try:
                file.rename(taken)
                content = taken.read_bytes()
                taken.unlink()
            except FileNotFoundError:
                continue
            message = _parse(content)
            if message is not None:
                return message
            log.warning("dropped a message that cannot be read", extra={"queue": queue})
        raise Empty

    def get_table(self, exchange: str) -> list[Any]:
        try:
            return list(super().get_table(exchange))
        except ValueError:
            # The file is damaged. Nothing is lost: each process binds its queues again when it starts.
            return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        binding = exchange_queue_t(routing_key or "", pattern or "", queue or "")
        table = self.get_table(exchange)
        if binding not in table:
            _write(self._exchange_file(exchange), [binding, *table])


class Transport(filesystem.Transport):
    Channel = Channel


def _write(file: Path, content: Any) -> None:
    """Write the whole file or nothing, even if we are killed. No worker reads a file under the temporary name."""
    temporary = file.with_name(f"{file.name}.{uuid.uuid4().hex}")
    temporary.write_text(dumps(content), encoding="utf-8")
    give_to_owner_of_folder(temporary)
    temporary.replace(file)


def _parse(content: bytes) -> dict[str, Any] | None:
    """None if the content is not a message of ours. kombu would raise an error on it."""
    try:
        message = loads(content.decode())
        needed = message["properties"]["delivery_info"], message["properties"]["delivery_tag"], message["body"]
    except (ValueError, TypeError, KeyError):
        return None
    return message if all(needed) else None
