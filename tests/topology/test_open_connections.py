"""nginx holds a stream of events for each guest who is connected, and passes each event on at once (contract 3.46;
facts 172)."""

import re
import socket
from pathlib import Path

from tests.topology import servers
from tests.topology.parts import ROOT
from tests.vocabulary.waiting import listens, wait_until

# A web process that does not ask for anything of a proxy.
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"
ASKED = b"GET /g/token/v/key/events HTTP/1.1\r\nHost: localhost\r\n\r\n"
SECONDS_TO_COME = 30


def connected_guests() -> int:
    """How many the page for operators promises."""
    promise = r"^\| connected guests[^|]*\| ([\d,]+) on one web process"
    [number] = re.findall(promise, (ROOT / "docs" / "capacity.md").read_text(), re.MULTILINE)
    return int(number.replace(",", ""))


def configured(directive: str) -> int:
    [number] = re.findall(rf"\b{directive} (\d+);", servers.TEMPLATE.read_text())
    return int(number)


def test_one_worker_of_nginx_may_hold_all_guests_that_are_promised() -> None:
    """Each takes two connections, one to the guest and one to the web. Requests for bytes come on top."""
    guests = connected_guests()
    assert guests >= 10_000
    assert configured("worker_connections") >= 2.2 * guests
    # Each connection is a file, and a film that is sent is another one.
    assert configured("worker_rlimit_nofile") >= configured("worker_connections") + guests / 2


def test_the_page_about_security_names_as_many() -> None:
    sentence = r"nginx has ([\d,]+) connections\s+in each of its processes"
    [number] = re.findall(sentence, (ROOT / "docs" / "security.md").read_text())
    assert int(number.replace(",", "")) == configured("worker_connections")


def read_until(connection: socket.socket, end: bytes) -> bytes:
    received = b""
    while not received.endswith(end):
        piece = connection.recv(65536)
        assert piece, received
        received += piece
    return received


def test_nginx_passes_each_event_on_before_the_answer_ends(start_server: servers.StartServer, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(SECONDS_TO_COME)
        nginx = start_server(servers.nginx(tmp_path, tmp_path, [listener.getsockname()[1]]))
        wait_until("nginx listens", lambda: listens(nginx.port))
        with socket.create_connection(("127.0.0.1", nginx.port), timeout=SECONDS_TO_COME) as page:
            page.sendall(ASKED)
            web, _ = listener.accept()
            with web:
                web.sendall(ANSWER + b"data: 1\n\n")
                assert b" 200 OK" in read_until(page, b"data: 1\n\n\r\n")
                web.sendall(b"data: 2\n\n")
                read_until(page, b"data: 2\n\n\r\n")
