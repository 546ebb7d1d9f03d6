"""A proxy before a server: passes everything on, until it is told to break off, or to accept and say nothing."""

import contextlib
import socket
import threading
from typing import Self

# Of PostgreSQL's protocol, whatever the driver's form: the statements whose answer is the only word of the commit.
ENDS = (b"COMMIT", b"INSERT INTO guest_membership")
DONE = (b"C\x00\x00\x00\x0bCOMMIT\x00", b"INSERT 0 1\x00")


class Proxy:
    def __init__(self, port: int) -> None:
        self.upstream = port
        self.listener = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port: int = self.listener.getsockname()[1]
        # Every so many commits the answer is not passed on; 0 is never.
        self.cut_every = 0
        self.commits = self.cut = 0
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
        self.drop()

    def drop(self) -> None:
        """Every connection, now."""
        with self.lock:
            doomed = list(self.open)
        for each in doomed:
            self._end(each)

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

    def _end(self, *sockets: socket.socket) -> None:
        with self.lock:
            self.open -= set(sockets)
        for each in sockets:
            with contextlib.suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)

    def takes_answer(self) -> bool:
        """Whether this answer to a commit is the one to be lost."""
        with self.lock:
            self.commits += 1
            lost = bool(self.cut_every) and self.commits % self.cut_every == 0
            self.cut += lost
            return lost


class _Pair:
    def __init__(self, proxy: Proxy, client: socket.socket, server: socket.socket) -> None:
        self.proxy, self.client, self.server = proxy, client, server
        self.ending = False

    def to_server(self) -> None:
        self._pass_on(self.client, self.server, self._sees_end)

    def to_client(self) -> None:
        self._pass_on(self.server, self.client, self._is_lost)

    def _pass_on(self, one: socket.socket, other: socket.socket, look: object) -> None:
        assert callable(look)
        try:
            while data := one.recv(65536):
                while self.proxy.silent:
                    threading.Event().wait(0.1)
                if look(data):
                    break
                other.sendall(data)
        except OSError:
            pass
        finally:
            self.proxy._end(one, other)

    def _sees_end(self, data: bytes) -> bool:
        # A prepared statement is sent by its name alone: the answer tells it then.
        self.ending = self.ending or any(word in data for word in ENDS)
        return False

    def _is_lost(self, data: bytes) -> bool:
        return any(word in data for word in DONE) and self.proxy.takes_answer()
