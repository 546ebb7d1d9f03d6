"""Names of servers and their addresses, in place of those of the real world."""

import socket
from typing import Any

import pytest

real = socket.getaddrinfo


class Names:
    """`addresses` has the IP addresses of each name. A name that it does not have is unknown, or fails by `error`."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.addresses: dict[str, list[str]] = {}
        self.looked_up: list[str] = []
        self.error = socket.EAI_NONAME
        monkeypatch.setattr(socket, "getaddrinfo", self._answer)

    def _answer(self, host: Any, port: Any, *rest: Any, **named: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name[-1].isdigit() or ":" in name:
            return real(host, port, *rest, **named)
        self.looked_up.append(name)
        if name not in self.addresses:
            raise socket.gaierror(self.error, "no address")
        return [real(ip, port, type=socket.SOCK_STREAM)[0] for ip in self.addresses[name]]
