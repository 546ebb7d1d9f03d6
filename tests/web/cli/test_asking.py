"""The parts of our own site are asked without the proxies of the environment (contract 7.41)."""

import importlib
import socket
from collections.abc import Iterator
from http.server import HTTPServer
from threading import Thread

import pytest

from tests.vocabulary.elsewhere import Elsewhere
from tests.vocabulary.waiting import free_port
from tests.web.cli.conftest import Run, troubles
from web.cli import asking
from web.cli.tree.supervisor import UNKNOWN, Supervisor


@pytest.fixture(params=["dead", "answering"])
def proxy(request: pytest.FixtureRequest, elsewhere: Elsewhere) -> Iterator[Elsewhere]:
    """A proxy that the environment names. One that answers knows no page, and says so."""
    address = elsewhere.origin if request.param == "answering" else f"http://127.0.0.1:{free_port()}"
    with pytest.MonkeyPatch.context() as patch:
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy"):
            patch.setenv(name, address)
        for name in ("no_proxy", "NO_PROXY"):
            patch.delenv(name, raising=False)
        # An opener reads them when it is made.
        importlib.reload(asking)
        yield elsewhere
    importlib.reload(asking)


@pytest.mark.usefixtures("web")
def test_the_doctor_asks_no_proxy(proxy: Elsewhere, run: Run) -> None:
    assert troubles(run) == {}
    assert proxy.asked == []


def test_the_supervisor_asks_no_proxy(proxy: Elsewhere, web: HTTPServer) -> None:
    supervisor = Supervisor(f"127.0.0.1:{web.server_port}", "Bearer token", {})
    assert supervisor._ask_web() not in {None, UNKNOWN}
    assert proxy.asked == []


@pytest.mark.parametrize("answer", [b"HTTP/1.0 200 OK\r\n\r\nno JSON", b"nonsense\r\n\r\n", b""])
def test_an_answer_that_is_none_of_ours_is_an_error_that_callers_know(answer: bytes) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def reply() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(4096)
                connection.sendall(answer)

        Thread(target=reply, daemon=True).start()
        with pytest.raises((OSError, ValueError)):
            asking.ask(f"http://127.0.0.1:{server.getsockname()[1]}/readyz", {}, 5)
