"""Which headers nginx sends to a web process, and what it does when a web process breaks off."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.topology import servers
from tests.topology.upstream import Upstream, upstream
from tests.vocabulary import spoilt_addresses
from tests.vocabulary.replies import ask
from tests.vocabulary.waiting import free_port, listens, wait_until

LIES = {
    "X_Forwarded_For": "198.51.100.1, 198.51.100.2",
    "X_Forwarded_Proto": "https",
    "X_Forwarded_Host": "evil.example",
    "X_Forwarded_Port": "1",
    "X_Forwarded_Prefix": "/evil",
    "Forwarded": "for=198.51.100.1;proto=https;host=evil.example",
    "X_Real_IP": "198.51.100.1",
    "X_Request_ID": "evil",
}


@pytest.fixture
def web() -> Iterator[Upstream]:
    with upstream() as server:
        yield server


@pytest.fixture
def through(start_server: servers.StartServer, tmp_path: Path) -> Callable[..., int]:
    """Starts nginx in front of these web processes, and returns its port."""

    def start(*webs: int, **options: str) -> int:
        port = start_server(servers.nginx(tmp_path, tmp_path, list(webs), **options)).port
        wait_until("nginx listens", lambda: listens(port))
        return port

    return start


def forwarded(port: int, **headers: str) -> dict[str, list[str]]:
    """The headers that the web process got, in lower case, each with all its values."""
    found: dict[str, list[str]] = {}
    for name, value in json.loads(ask(port, "/x", **headers).content):
        found.setdefault(name.lower(), []).append(value)
    return found


def test_forwarding_headers_of_a_client_are_not_passed_on(through: Callable[..., int], web: Upstream) -> None:
    port = through(web.port)
    sent = forwarded(port, **LIES)
    assert sent["x-forwarded-for"] == ["127.0.0.1"]
    assert sent["x-forwarded-proto"] == ["http"]
    assert sent["x-forwarded-host"] == sent["host"] == [f"127.0.0.1:{port}"]
    for name in ("forwarded", "x-forwarded-port", "x-forwarded-prefix"):
        assert name not in sent
    assert sent["x-request-id"][0] != "evil"
    assert len(sent["x-request-id"]) == 1


def test_a_trusted_proxy_is_believed_for_the_last_address_only(through: Callable[..., int], web: Upstream) -> None:
    """It appends the address that it saw to the list of the client. Only the end of the list is its own."""
    sent = forwarded(through(web.port, outer_proxy="127.0.0.1/32"), **LIES)
    assert sent["x-forwarded-for"] == ["198.51.100.2"]
    assert sent["x-forwarded-proto"] == ["https"]


def test_a_scheme_that_is_not_http_or_https_is_never_believed(through: Callable[..., int], web: Upstream) -> None:
    sent = forwarded(through(web.port, outer_proxy="127.0.0.1/32"), X_Forwarded_Proto="javascript")
    assert sent["x-forwarded-proto"] == ["http"]


def test_a_read_goes_on_to_another_web_process(through: Callable[..., int], web: Upstream) -> None:
    with upstream(breaks_off=True) as broken:
        port = through(broken.port, web.port)
        assert [ask(port, "/x").status for _ in range(6)] == [200] * 6
        assert len(web.requests) == 6


def test_a_started_post_is_never_sent_twice(through: Callable[..., int]) -> None:
    with upstream(breaks_off=True) as one, upstream(breaks_off=True) as other:
        port = through(one.port, other.port)
        for sent in range(1, 6):
            answer = ask(port, "/g/token", method="POST", body=b"name=Dana")
            assert answer.status == 503
            assert len(one.requests) + len(other.requests) <= sent
        assert one.requests or other.requests


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_request_of_which_nothing_was_sent_is_sent_again(
    through: Callable[..., int], web: Upstream, method: str
) -> None:
    """nginx gives up after three web processes that are gone. Only the fourth runs."""
    port = through(free_port(), free_port(), free_port(), web.port)
    answer = ask(port, "/g/token", method=method, body=b"name=Dana" if method == "POST" else None)
    assert answer.status == 200
    assert web.requests == [f"{method} /g/token HTTP/1.1"]


def test_without_a_web_process_the_answer_is_503_with_retry_after(through: Callable[..., int]) -> None:
    port = through(free_port(), free_port())
    for method in ("GET", "POST"):
        answer = ask(port, "/g/token", method=method, body=b"" if method == "POST" else None)
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "try again" in answer.content.decode()
        assert "text/html" in answer.headers["Content-Type"]


def test_failed_requests_leave_no_token_in_the_log(through: Callable[..., int], tmp_path: Path) -> None:
    with upstream(breaks_off=True) as broken:
        port = through(broken.port)
        for path in ("/g/SECRET", "/g/SECRET/v/KEY/video?x=SECRET", "//g/SECRET", "/%67/SECRET", "/x/../g/SECRET"):
            ask(port, path, Referer="http://127.0.0.1/g/SECRET", Cookie="guestlink_guest=SECRET")
        for path in (
            "/G/SECRET",
            "/foo/g/SECRET",
            "/g%0A/SECRET",
            "/g/SECRET%0A/x",
            "/media/SECRET",
            "/SECRET",
            "/.g/SECRET",
        ):
            ask(port, path)
        ask(port, "/setup/SECRET")
        ask(port, "/" + "x" * 40_000 + "/g/SECRET")
        log = (tmp_path / "nginx.log").read_text()
        assert log.count("/g/*") >= 5
        assert "/setup/*" in log
        for secret in ("SECRET", "KEY", "127.0.0.1/g"):
            assert secret not in log
        assert all(json.loads(line)["status"] for line in log.splitlines())


def test_a_spoilt_address_reaches_the_web_as_it_is_and_no_log(
    through: Callable[..., int], web: Upstream, tmp_path: Path
) -> None:
    """The web sends it on to the right address (contract 3.39)."""
    port = through(web.port)
    token = "Ab3" * 10 + "Zz"
    paths = [*spoilt_addresses.spoilt(token), *spoilt_addresses.wrong(token)]
    paths += spoilt_addresses.with_a_second_address(token)
    assert [path for path in paths if ask(port, path).status != 200] == []
    assert web.requests == [f"GET {path} HTTP/1.1" for path in paths]
    log_file = tmp_path / "nginx.log"
    # nginx writes the line of a request after its answer.
    wait_until("all are logged", lambda: len(log_file.read_text().splitlines()) == len(paths))
    log = log_file.read_text()
    assert token[:20] not in log
    assert token[-20:] not in log


def test_32_kib_of_headers_pass_and_more_than_128_kib_are_431(through: Callable[..., int]) -> None:
    with upstream() as web:
        port = through(web.port)
        assert ask(port, "/healthz", Cookie="a" * 31 * 1024).status == 200
        assert ask(port, "/healthz", **{f"X_{number}": "a" * 3 * 1024 for number in range(10)}).status == 200
        refused = ask(port, "/healthz", Cookie="a" * 40 * 1024)
        assert (refused.status, refused.headers["Content-Type"]) == (431, "text/html")
        assert ask(port, "/healthz", **{f"X_{number}": "a" * 30 * 1024 for number in range(5)}).status == 431
