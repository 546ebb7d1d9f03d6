"""What nginx tells a web process, and what it does when one breaks off: with a stand-in that says what it was sent."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.topology import servers
from tests.topology.upstream import Upstream, upstream
from tests.vocabulary.replies import ask
from tests.vocabulary.waiting import free_port, listens, wait_until

Begin = Callable[[servers.Server], servers.Server]
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
    with upstream() as begun:
        yield begun


@pytest.fixture
def through(begin: Begin, tmp_path: Path) -> Callable[..., int]:
    """The port of an nginx before these web processes."""

    def started(*webs: int, **options: str) -> int:
        port = begin(servers.nginx(tmp_path, tmp_path, list(webs), **options)).port
        wait_until("nginx listens", lambda: listens(port))
        return port

    return started


def told(port: int, **headers: str) -> dict[str, list[str]]:
    """The headers that the web process was sent, lower-case, each with all its values."""
    found: dict[str, list[str]] = {}
    for name, value in json.loads(ask(port, "/x", **headers).content):
        found.setdefault(name.lower(), []).append(value)
    return found


def test_nothing_that_a_client_says_of_itself_is_passed_on(through: Callable[..., int], web: Upstream) -> None:
    port = through(web.port)
    sent = told(port, **LIES)
    assert sent["x-forwarded-for"] == ["127.0.0.1"]
    assert sent["x-forwarded-proto"] == ["http"]
    assert sent["x-forwarded-host"] == sent["host"] == [f"127.0.0.1:{port}"]
    for name in ("forwarded", "x-forwarded-port", "x-forwarded-prefix"):
        assert name not in sent
    assert sent["x-request-id"][0] != "evil"
    assert len(sent["x-request-id"]) == 1


def test_a_proxy_of_ones_own_is_believed_for_the_last_address_it_saw(
    through: Callable[..., int], web: Upstream
) -> None:
    """It appends what it saw to what the client said: only the end of the list is its own word."""
    sent = told(through(web.port, outer_proxy="127.0.0.1/32"), **LIES)
    assert sent["x-forwarded-for"] == ["198.51.100.2"]
    assert sent["x-forwarded-proto"] == ["https"]


def test_a_scheme_that_is_none_is_not_believed_of_anybody(through: Callable[..., int], web: Upstream) -> None:
    sent = told(through(web.port, outer_proxy="127.0.0.1/32"), X_Forwarded_Proto="javascript")
    assert sent["x-forwarded-proto"] == ["http"]


def test_a_read_goes_on_to_another_web_process(through: Callable[..., int], web: Upstream) -> None:
    with upstream(breaks_off=True) as broken:
        port = through(broken.port, web.port)
        assert [ask(port, "/x").status for _ in range(6)] == [200] * 6
        assert len(web.requests) == 6


def test_a_post_that_was_begun_is_never_sent_twice(through: Callable[..., int]) -> None:
    with upstream(breaks_off=True) as one, upstream(breaks_off=True) as other:
        port = through(one.port, other.port)
        for sent in range(1, 6):
            answer = ask(port, "/g/token", method="POST", body=b"name=Dana")
            assert answer.status == 503
            assert len(one.requests) + len(other.requests) <= sent
        assert one.requests or other.requests


def test_no_web_process_is_a_503_to_come_back_to_and_never_a_bare_502(through: Callable[..., int]) -> None:
    port = through(free_port(), free_port())
    for method in ("GET", "POST"):
        answer = ask(port, "/g/token", method=method, body=b"" if method == "POST" else None)
        assert answer.status == 503
        assert int(answer.headers["Retry-After"]) > 0
        assert "try again" in answer.content.decode()
        assert "text/html" in answer.headers["Content-Type"]


def test_what_failed_leaves_no_token_in_any_log(through: Callable[..., int], tmp_path: Path) -> None:
    with upstream(breaks_off=True) as broken:
        port = through(broken.port)
        for path in ("/g/SECRET", "/g/SECRET/v/KEY/video?x=SECRET", "//g/SECRET", "/%67/SECRET", "/x/../g/SECRET"):
            ask(port, path, Referer="http://127.0.0.1/g/SECRET", Cookie="guestlink_guest=SECRET")
        ask(port, "/setup/SECRET")
        ask(port, "/" + "x" * 40_000 + "/g/SECRET")
        log = (tmp_path / "nginx.log").read_text()
        assert log.count("/g/*") >= 5
        assert "/setup/*" in log
        for secret in ("SECRET", "KEY", "127.0.0.1/g"):
            assert secret not in log
        assert all(json.loads(line)["status"] for line in log.splitlines())
