"""A server behind nginx, in the place of a web process. It answers with the headers that it got, or breaks off."""

import json
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Upstream:
    port: int
    # Whether it closes connections without an answer.
    breaks_off: bool = False
    requests: list[str] = field(default_factory=list)

    def serve(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                connection.settimeout(10)
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        received = b""
        while b"\r\n\r\n" not in received:
            chunk = connection.recv(65536)
            if not chunk:
                return
            received += chunk
        line, *headers = received.split(b"\r\n\r\n")[0].decode().split("\r\n")
        self.requests.append(line)
        if not self.breaks_off:
            body = json.dumps([header.partition(": ")[::2] for header in headers]).encode()
            head = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
            connection.sendall(head.encode() + body)


@contextmanager
def upstream(*, breaks_off: bool = False) -> Iterator[Upstream]:
    listener = socket.create_server(("127.0.0.1", 0))
    server = Upstream(listener.getsockname()[1], breaks_off)
    thread = threading.Thread(target=server.serve, args=(listener,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join(10)
