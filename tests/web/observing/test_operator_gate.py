"""The pages of the operator are not there for anybody else, whatever a request says of itself (contract 11.6)."""

from pathlib import Path

import pytest

from models.plumbing import keys
from tests.conftest import forget
from tests.vocabulary.server import real_server
from tests.vocabulary.site import Site
from web.observing.operator_gate import authorization

PUBLIC = "https://media.example.org"
KEYS = ["one key of the site that is long enough", "another key of the site that is long enough"]
PAGES = ["/readyz", "/metrics"]
HOSTS = ["media.example.org", "localhost", "127.0.0.1:8000", "[::1]", "web:8000", "10.1.0.9", "evil.example", ""]
HERE = ["127.0.0.1", "127.9.9.9", "::1", "::ffff:127.0.0.1"]


@pytest.fixture
def public(environment: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Site:
    monkeypatch.setenv("GUESTLINK_BASE_URL", PUBLIC)
    forget()
    site: Site = request.getfixturevalue("site")
    return site


def ask(site: Site, page: str, method: str = "GET", **environ: str) -> int:
    named = {"REMOTE_ADDR": "127.0.0.1", "HTTP_HOST": "localhost"} | environ
    return site.browser().open(page, method=method, environ_overrides=named).status_code


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("host", HOSTS)
def test_on_a_public_site_nobody_gets_them_whatever_host_they_name(public: Site, page: str, host: str) -> None:
    """A proxy on this machine may pass on a request of anybody, without a header that says so."""
    for peer in [*HERE, "10.1.2.3", "203.0.113.9", ""]:
        assert ask(public, page, REMOTE_ADDR=peer, HTTP_HOST=host) in {400, 404}


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("method", ["HEAD", "POST", "OPTIONS", "PUT", "TRACE"])
def test_no_method_tells_that_they_exist(public: Site, page: str, method: str) -> None:
    nowhere = ask(public, "/nowhere", method)
    assert ask(public, page, method) == nowhere == 404


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("spelling", ["/{}", "/{}/", "/{}?x=1", "/%{:x}{}", "/x/../{}"])
def test_no_spelling_of_the_address_opens_them(public: Site, page: str, spelling: str) -> None:
    name = page[1:]
    path = spelling.format(ord(name[0]), name[1:]) if "%" in spelling else spelling.format(name)
    assert ask(public, path) in {308, 400, 404}
    followed = public.browser().get(path, follow_redirects=True, headers={"Host": "media.example.org"})
    assert followed.status_code == 404


@pytest.mark.parametrize("page", PAGES)
def test_this_machine_gets_them_as_long_as_the_site_is_of_this_machine(site: Site, page: str) -> None:
    assert [ask(site, page, REMOTE_ADDR=peer) for peer in HERE] == [200] * 4
    assert [ask(site, page, REMOTE_ADDR=peer) for peer in ("10.1.2.3", "2001:db8::1", "")] == [404] * 3
    assert ask(site, page, HTTP_X_FORWARDED_FOR="127.0.0.1") == 404
    assert ask(site, page, HTTP_VIA="1.1 proxy") == 404


@pytest.mark.parametrize("page", PAGES)
def test_listed_networks_get_them_directly_under_any_host(
    public: Site, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("GUESTLINK_METRICS_FROM", "10.1.0.0/16,127.0.0.1")
    forget()
    assert {ask(public, page, REMOTE_ADDR="10.1.2.3", HTTP_HOST=host) for host in HOSTS} == {200}
    assert ask(public, page, REMOTE_ADDR="127.0.0.1") == 200
    assert ask(public, page, REMOTE_ADDR="10.2.0.1") == 404
    assert ask(public, page, REMOTE_ADDR="10.1.2.3", HTTP_X_FORWARDED_FOR="203.0.113.9") == 404


@pytest.mark.parametrize("page", PAGES)
def test_the_operators_token_opens_them_also_after_the_key_was_replaced(
    public: Site, monkeypatch: pytest.MonkeyPatch, page: str
) -> None:
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", KEYS[0])
    forget()
    token = authorization()
    assert ask(public, page, REMOTE_ADDR="203.0.113.9", HTTP_AUTHORIZATION=token) == 200
    for wrong in ("", "Bearer ", token[:-1], token.lower(), f"Bearer {keys.derive_text('operators')}", "Bearer \xe9"):
        assert ask(public, page, HTTP_AUTHORIZATION=wrong) == 404
    monkeypatch.setenv("GUESTLINK_SECRET_KEY", KEYS[1])
    forget()
    assert ask(public, page, HTTP_AUTHORIZATION=token) == 404
    monkeypatch.setenv("GUESTLINK_FORMER_KEYS", KEYS[0])
    forget()
    assert ask(public, page, HTTP_AUTHORIZATION=token) == 200


@pytest.mark.parametrize("host", HOSTS)
def test_healthz_answers_under_every_host_and_tells_nothing(public: Site, host: str) -> None:
    answer = public.browser().get("/healthz", environ_overrides={"REMOTE_ADDR": "203.0.113.9", "HTTP_HOST": host})
    assert (answer.status_code, answer.json) == (200, {"status": "ok"})


def test_the_embedded_web_of_a_public_site_keeps_them_to_itself(site: Site, tmp_path: Path) -> None:
    token = authorization()
    with real_server(tmp_path / "log", GUESTLINK_BASE_URL=PUBLIC) as server:
        for page in PAGES:
            for host in HOSTS:
                assert server.ask(page, Host=host).status in {400, 404}
            for target in (f"http://localhost{page}", f"/%{ord(page[1]):x}{page[2:]}", f"/{page}", f"{page}?x"):
                with server.send_raw(f"GET {target} HTTP/1.1") as connection:
                    assert connection.recv(12) == b"HTTP/1.1 404"
            assert server.ask(page, Host="media.example.org", Authorization=token).status == 200
        assert server.ask("/healthz", Host="10.0.0.7:8000").status == 200
