"""The real server in a process of its own, and raw connections to it."""

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.vocabulary import forks
from tests.vocabulary.replies import Body, Reply, ask
from tests.vocabulary.waiting import free_port, listens, wait_until

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 120


@dataclass
class Server:
    port: int
    pid: int
    log: Path

    def ask(self, path: str, method: str = "GET", body: Body = None, **headers: str) -> Reply:
        return ask(self.port, path, method, body, **headers)

    def send_raw(self, head: str, body: bytes = b"") -> socket.socket:
        """Send this, and return the connection without reading an answer."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        lines = [*head.strip().splitlines(), f"Host: 127.0.0.1:{self.port}"]
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return connection

    def bytes_read(self) -> int:
        """How many bytes the server has read from files since it started."""
        counters = Path(f"/proc/{self.pid}/io").read_text()
        return int(counters.split()[1])


@contextmanager
def real_server(log: Path, **environment: str) -> Iterator[Server]:
    port = free_port()
    named = os.environ | {"GUESTLINK_BIND": f"127.0.0.1:{port}"} | environment
    process = forks.start(_serve, environment=named, files=[log, log])
    try:
        wait_until("it listens, or has ended", lambda: listens(port) or not process.is_alive(), SECONDS_TO_START)
        assert process.is_alive(), log.read_text()
        yield Server(port, process.pid or 0, log)
    finally:
        process.kill()
        process.join()


def _serve() -> None:
    from web.front.serving import serve

    serve()


def check_answers(server: Server, path: str = "/login", times: int = 20) -> None:
    """Fails when an answer does not come, or is not 200."""
    for _ in range(times):
        assert server.ask(path).status == 200
