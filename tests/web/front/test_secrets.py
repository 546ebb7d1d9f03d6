"""The real server writes no token to its output, and believes no forged address."""

from pathlib import Path

import pytest

from tests.vocabulary.server import real_server
from tests.vocabulary.site import Guest, Guests, Site
from web.requests.throttling import UNKNOWN_TOKENS


def _output_of(site: Site, dana: Guest, log: Path, host: str | None) -> str:
    dana.enter()
    visit, cookie = dana.watch(), dana.cookie_header()
    headers = {"Cookie": cookie} | ({"Host": host} if host else {})
    with real_server(log) as server:
        for path in (dana.address, f"{visit}/video", f"{visit}/x", f"{dana.address}/../%00", f"{dana.address}?\xff"):
            server.ask(path.encode("latin-1").decode("ascii", "ignore"), **headers)
        server.ask(dana.address, "POST", b"x" * 99_999, **headers)
        server.ask(f"{visit}/alive", "POST", b"", **headers)
        server.send_raw(f"GET {dana.address} HTTP/9\nX").close()
        server.send_raw(f"GET {visit}/video HTTP/1.1\nCookie: {cookie}\nRange: bytes=0-").close()
        with server.send_raw(f"GET {visit}/events HTTP/1.1\nCookie: {cookie}") as connection:
            connection.recv(1)
        server.ask("/login")
    return log.read_text()


def _holds_secret(output: str, dana: Guest) -> bool:
    secrets = (dana.address.removeprefix("/g/"), dana.cookie("guestlink_guest") or "-", "dana@example.com")
    return any(secret in output for secret in secrets)


def test_the_servers_output_holds_no_token(site: Site, guest: Guests, tmp_path: Path) -> None:
    dana = guest(site.link(site.media(content=bytes(9_000_000))))
    assert not _holds_secret(_output_of(site, dana, tmp_path / "log", None), dana)


def test_the_servers_output_holds_no_token_of_a_request_for_another_host(
    site: Site, guest: Guests, tmp_path: Path
) -> None:
    dana = guest()
    assert not _holds_secret(_output_of(site, dana, tmp_path / "log", "evil.example"), dana)


FORGED = ["X_Forwarded_For: 198.51.100.{}", "X-Forwarded-For: 198.51.100.{}, 192.0.2.1"]


@pytest.mark.parametrize("forged", FORGED)
def test_a_forged_address_does_not_escape_the_limit(site: Site, tmp_path: Path, forged: str) -> None:
    """Behind one proxy, whose header comes beside the one that the client has made up."""
    statuses = []
    with real_server(tmp_path / "log", GUESTLINK_TRUSTED_HOPS="1") as server:
        for number in range(UNKNOWN_TOKENS.amount + 2):
            proxy = "X-Forwarded-For: 192.0.2.1\n" if "_" in forged else ""
            head = f"GET /g/guess HTTP/1.1\n{proxy}{forged.format(number)}\nConnection: close"
            with server.send_raw(head) as connection:
                statuses.append(connection.recv(12))
    assert statuses[-1] == b"HTTP/1.1 429"


def test_without_a_trusted_proxy_forwarded_headers_do_not_count(site: Site, tmp_path: Path) -> None:
    with real_server(tmp_path / "log") as server:
        for number in range(UNKNOWN_TOKENS.amount + 1):
            answer = server.ask("/g/guess", X_Forwarded_For=f"198.51.100.{number}", X_Forwarded_Host="evil.example")
    assert answer.status == 429
