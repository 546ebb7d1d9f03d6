"""Connections that send or read very slowly."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import count
from threading import Event, Thread

# At a pause of a second this is 30 KiB in 30 s. A client that takes less than 16 loses its connection (contract 6.51).
READ_BYTES = 1024
# A small receive window. With a large one, the system would receive everything at once for a slow reader.
WINDOW_BYTES = 4096


def request_head(method: str, path: str, host: str, *headers: str) -> bytes:
    return "\r\n".join([f"{method} {path} HTTP/1.1", f"Host: {host}", *headers, "", ""]).encode()


@contextmanager
def slow_connections(
    port: int, requests: list[bytes], *, body: bytes = b"", pause: float
) -> Iterator[list[socket.socket]]:
    """Opens a connection for each of these requests, and sends it. Every `pause` seconds, each sends the next byte of
    the body. Without a body, each reads a few bytes."""
    over = Event()
    with ExitStack() as stack:
        connections = [stack.enter_context(socket.socket()) for _ in requests]
        for connection, request in zip(connections, requests, strict=True):
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, WINDOW_BYTES)
            connection.connect(("127.0.0.1", port))
            connection.sendall(request)
            connection.setblocking(False)
        thread = Thread(target=_drip, args=(connections, body, pause, over), daemon=True)
        thread.start()
        try:
            yield connections
        finally:
            over.set()
            thread.join()


def _drip(connections: list[socket.socket], body: bytes, pause: float, over: Event) -> None:
    for position in count():
        if over.wait(pause):
            return
        for connection in connections:
            # Nothing to read yet, no room to send, or closed by the server.
            with suppress(OSError):
                connection.send(body[position : position + 1]) if body else connection.recv(READ_BYTES)
