"""Another proxy ends TLS before nginx: the web still knows the client's address, the scheme and the host name."""

import urllib.parse
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.topology import servers
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import inputs
from tests.vocabulary.replies import Body, Reply, ask
from tests.vocabulary.server import Server, real_server
from tests.vocabulary.waiting import listens, wait_until
from web.requests.throttling import UNKNOWN_TOKENS

NAME = "media.example.org"
CLIENT = "198.51.100.7"


@pytest.fixture
def web(maker: Maker, tmp_path: Path) -> Iterator[Server]:
    public = {"GUESTLINK_BASE_URL": f"https://{NAME}", "GUESTLINK_TRUSTED_HOPS": "1"}
    with real_server(tmp_path / "log", **public) as server:
        yield server


@pytest.fixture
def through(web: Server, start_server: servers.StartServer, tmp_path: Path) -> Callable[..., Reply]:
    """Sends a request to nginx as that proxy does: over plain HTTP, with the client's address last in the list."""
    server = start_server(servers.nginx(tmp_path, tmp_path / "var", [web.port], outer_proxy="127.0.0.1/32"))
    wait_until("nginx listens", lambda: listens(server.port))

    def send(path: str, method: str = "GET", body: Body = None, *, seen: str = CLIENT, **headers: str) -> Reply:
        named = {"Host": NAME, "X_Forwarded_Proto": "https", "X_Forwarded_For": f"203.0.113.1, {seen}", **headers}
        return ask(server.port, path, method, body, **named)

    return send


def test_cookies_are_only_for_https(through: Callable[..., Reply], maker: Maker) -> None:
    path = f"/g/{maker.token(maker.link())}"
    entry = through(path)
    cookie = entry.headers["Set-Cookie"]
    assert cookie.startswith("__Secure-guestlink_entry=")
    assert "; Secure" in cookie
    assert entry.headers["Strict-Transport-Security"]
    form = inputs(entry.content.decode()) | {"name": "Dana", "email": "dana@example.com"}
    sent = {"Content_Type": "application/x-www-form-urlencoded", "Cookie": cookie.partition(";")[0]}
    answer = through(path, "POST", urllib.parse.urlencode(form), **sent)
    assert answer.status == 303
    assert urllib.parse.urlsplit(answer.headers["Location"]).netloc in {"", NAME}
    assert any(named.startswith("__Secure-guestlink_guest=") for named in answer.headers.get_all("Set-Cookie", []))


def test_guesses_count_against_the_client_that_the_proxy_saw(through: Callable[..., Reply]) -> None:
    most = UNKNOWN_TOKENS.amount
    assert [through(f"/g/guess{number}").status for number in range(most + 1)] == [404] * most + [429]
    assert through("/g/guess", seen="198.51.100.8").status == 404
    assert through("/g/guess", X_Forwarded_For="198.51.100.9, 198.51.100.7").status == 429


def test_another_host_name_is_refused_whatever_is_forwarded(through: Callable[..., Reply]) -> None:
    assert through("/login", Host="evil.example", X_Forwarded_Host=NAME).status == 400
    assert through("/login", X_Forwarded_Host="evil.example").status == 200
