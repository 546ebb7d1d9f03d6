"""The real server in a process of its own, and connections that read and write as slowly as they please."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path

ROOT = Path(__file__).parents[2]
SECONDS_TO_START = 120


@dataclass
class Server:
    port: int
    pid: int
    log: Path

    def ask(self, path: str, method: str = "GET", body: object = None, **headers: str) -> HTTPResponse:
        """The whole answer; its body as `.content`."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body, headers=named)  # type: ignore[arg-type]
        answer = connection.getresponse()
        answer.content = answer.read()  # type: ignore[attr-defined]
        connection.close()
        return answer

    def send_raw(self, head: str, body: bytes = b"") -> socket.socket:
        """A connection on which so much was sent, and nothing read."""
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        lines = [*head.strip().splitlines(), f"Host: 127.0.0.1:{self.port}"]
        connection.sendall("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        return connection

    def bytes_read(self) -> int:
        """By this process, from files, since it began."""
        counters = Path(f"/proc/{self.pid}/io").read_text()
        return int(counters.split()[1])


@contextmanager
def real_server(log: Path, **environment: str) -> Iterator[Server]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    named = os.environ | {"GUESTLINK_BIND": f"127.0.0.1:{port}", "PYTHONPATH": str(ROOT)} | environment
    with log.open("wb") as output:
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "uvicorn",
                "--factory",
                "web.front.asgi:Front",
                "--port",
                str(port),
                "--lifespan",
                "off",
                "--no-access-log",
                "--no-proxy-headers",
                "--log-level",
                "warning",
            ],
            env=named,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        _wait_for(port, process, log)
        yield Server(port, process.pid, log)
    finally:
        process.kill()
        process.wait()


def _wait_for(port: int, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"the server did not start: {log.read_text()}")


def worst_latency(server: Server, path: str, times: int = 20) -> float:
    """Seconds; fails when an answer does not come at all."""
    worst = 0.0
    for _ in range(times):
        began = time.monotonic()
        assert server.ask(path).status == 200
        worst = max(worst, time.monotonic() - began)
    return worst
