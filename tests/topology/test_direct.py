"""nginx that clients reach directly: an address has 1,000 connections, with a request or without (contract 6.53)."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.conftest import skip_unless_ci
from tests.topology import servers
from tests.topology.upstream import Upstream, upstream
from tests.vocabulary.raw import is_closed
from tests.vocabulary.replies import ask
from tests.vocabulary.waiting import listens, wait_until

HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


@pytest.fixture(autouse=True)
def _stream_module() -> None:
    if not servers.STREAM_MODULE.exists():
        skip_unless_ci("not installed: libnginx-mod-stream")


@pytest.fixture
def web() -> Iterator[Upstream]:
    with upstream() as server:
        yield server


@pytest.fixture
def direct(start_server: servers.StartServer, tmp_path: Path, web: Upstream) -> Callable[..., int]:
    """Starts nginx in front of this web process, and returns its port."""

    def start(*, allowed: int = 1000, **options: str) -> int:
        server = servers.direct_nginx(tmp_path, [web.port], **options)
        conf = tmp_path / "nginx" / "nginx.direct.conf"
        assert "limit_conn connections 1000;" in conf.read_text()
        conf.write_text(conf.read_text().replace("connections 1000;", f"connections {allowed};"))
        port = start_server(server).port
        wait_until("nginx listens", lambda: listens(port))
        return port

    return start


def opened(port: int, source: str = "127.0.0.1", sent: bytes = HALF_A_HEAD) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", port), timeout=20, source_address=(source, 0))
    connection.sendall(sent)
    return connection


def test_an_address_has_1000_connections_and_others_are_served(direct: Callable[..., int]) -> None:
    port = direct()
    with ExitStack() as opened_ones:
        waiting = [opened_ones.enter_context(opened(port)) for _ in range(1050)]
        wait_until("those beyond 1,000 are closed", lambda: sum(map(is_closed, waiting)) >= 50)
        assert not any(is_closed(each) for each in waiting[:900]), "the first ones wait on"
        other = opened_ones.enter_context(opened(port, "127.0.0.2", HALF_A_HEAD + b"Connection: close\r\n\r\n"))
        assert other.recv(12) == b"HTTP/1.1 200"


def test_the_address_of_the_client_is_passed_on(direct: Callable[..., int]) -> None:
    sent = dict(json.loads(ask(direct(), "/x", X_Forwarded_For="198.51.100.1").content))
    assert sent["X-Forwarded-For"] == "127.0.0.1"


def test_a_proxy_is_not_counted_and_believed(direct: Callable[..., int]) -> None:
    port = direct(allowed=3, outer_proxy="127.0.0.1/32")
    with ExitStack() as opened_ones:
        for _ in range(10):
            opened_ones.enter_context(opened(port))
        sent = dict(json.loads(ask(port, "/x", X_Forwarded_For="198.51.100.1, 198.51.100.2").content))
        assert sent["X-Forwarded-For"] == "198.51.100.2"


ONE_ADDRESS = {
    "the same IPv4 address": ("192.0.2.1", "192.0.2.1", True),
    "two IPv4 addresses": ("192.0.2.1", "192.0.2.2", False),
    "one /64": ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),
    "two /64": ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
    "an address with line ends in its bytes": ("2001:0a0a:0a0a::1", "2001:0a0a:0a0a::0a0a", True),
    "two IPv4 addresses written as IPv6": ("::ffff:192.0.2.1", "::ffff:192.0.2.2", False),
    "one IPv4 address written as IPv6": ("::ffff:192.0.2.1", "192.0.2.1", True),
}


@pytest.mark.parametrize(("first", "second", "is_one"), ONE_ADDRESS.values(), ids=ONE_ADDRESS)
def test_an_ipv6_network_of_64_bits_is_one_address(
    start_server: servers.StartServer, tmp_path: Path, first: str, second: str, is_one: bool
) -> None:
    """The addresses are told to nginx by the PROXY protocol, since this machine does not have them."""
    server = servers.direct_nginx(tmp_path, [9])
    conf = tmp_path / "nginx" / "nginx.direct.conf"
    text = conf.read_text().replace("connections 1000;", "connections 1;")
    conf.write_text(re.sub(r"(listen [^;]+);", r"\1 proxy_protocol; set_real_ip_from 127.0.0.1;", text))
    start_server(server)
    wait_until("nginx listens", lambda: listens(server.port))
    with told(server.port, first), told(server.port, second) as other:
        if is_one:
            wait_until("the second is closed", lambda: is_closed(other))
        else:
            other.sendall(b"\r\n")
            assert other.recv(9) == b"HTTP/1.1 ", "it is answered"


def told(port: int, address: str) -> socket.socket:
    kind, own = ("TCP6", "::1") if ":" in address else ("TCP4", "127.0.0.1")
    return opened(port, sent=f"PROXY {kind} {address} {own} 1 1\r\n".encode() + HALF_A_HEAD)
