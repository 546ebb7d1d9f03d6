"""A proxy in front of a server. It passes everything on, until a test tells it to cut connections or to be silent."""

import contextlib
import socket
import threading
import time
from typing import Self

# PostgreSQL's answers to a COMMIT, and to an INSERT of one row, which is the end of an admission on autocommit. Only
# answers are looked at: of a prepared statement, the request has nothing but the name.
COMMITTED = (b"C\x00\x00\x00\x0bCOMMIT\x00", b"INSERT 0 1\x00")


class Proxy:
    def __init__(self, port: int) -> None:
        self.upstream = port
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self.listener.getsockname()[1]
        # 4: every fourth answer to a commit is withheld, and its connection cut. 0: none.
        self.cut_every = 0
        self.commits = self.cut = 0
        # Connections are accepted and stay open, but nothing is passed on.
        self.silent = False
        self.lock = threading.Lock()
        self.open: set[socket.socket] = set()

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        # Wakes the thread that waits in accept().
        with contextlib.suppress(OSError):
            self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        with self.lock:
            still_open = list(self.open)
        self.end(*still_open)

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(("127.0.0.1", self.upstream), timeout=5)
                server.settimeout(None)
            except OSError:
                client.close()
                continue
            with self.lock:
                self.open |= {client, server}
            pair = _Pair(self, client, server)
            for work in (pair.to_server, pair.to_client):
                threading.Thread(target=work, daemon=True).start()

    def end(self, *sockets: socket.socket) -> None:
        with self.lock:
            self.open -= set(sockets)
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def count_commit(self) -> bool:
        """Returns whether the answer to this commit is to be withheld."""
        with self.lock:
            self.commits += 1
            is_cut = bool(self.cut_every) and self.commits % self.cut_every == 0
            self.cut += is_cut
            return is_cut


class _Pair:
    """A client's connection, and the one to the server for it."""

    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self.proxy, self.client, self.server = proxy, client, server

    def to_server(self) -> None:
        try:
            while data := self._receive(self.client):
                self.server.sendall(data)
        except OSError:
            pass
        finally:
            self.proxy.end(self.client, self.server)

    def to_client(self) -> None:
        try:
            while (data := self._receive(self.server)) and not self._is_withheld(data):
                self.client.sendall(data)
        except OSError:
            pass
        finally:
            self.proxy.end(self.client, self.server)

    def _receive(self, source: socket.socket) -> bytes:
        data = source.recv(65536)
        while self.proxy.silent:
            time.sleep(0.1)
        return data

    def _is_withheld(self, data: bytes) -> bool:
        return any(words in data for words in COMMITTED) and self.proxy.count_commit()
