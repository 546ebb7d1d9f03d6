"""What is different with an https base URL: the names of cookies, and browsers that stay on https (contract 11.18)."""

import pytest
from werkzeug.test import TestResponse

from tests.conftest import forget
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from web.account import known_browsers
from web.app import create_app
from web.pages.security import headers
from web.requests import site_cookies

BASE = "https://localhost"


@pytest.fixture
def secure(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.setenv("GUESTLINK_BASE_URL", BASE)
    forget()
    return Site(create_app(), maker)


def _cookies(answer: TestResponse) -> list[str]:
    return answer.headers.getlist("Set-Cookie")


def test_every_cookie_is_secure_http_only_and_same_site(secure: Site) -> None:
    user, link = secure.maker.user(), secure.link()
    client, dana = secure.app.test_client(), secure.app.test_client()
    address = secure.address(link)
    form = inputs(client.get("/login", base_url=BASE).text) | {"email": user.email, "password": "a good password"}
    answers = [
        client.get("/login", base_url=BASE),
        client.post("/login", data=form, base_url=BASE, headers={"Referer": BASE}),
    ]
    answers += [client.post("/language", data={"language": "es"}, base_url=BASE), dana.get(address, base_url=BASE)]
    entry = inputs(answers[-1].text) | {"name": "Dana", "email": "dana@example.com"}
    answers.append(dana.post(address, data=entry, base_url=BASE))
    answers.append(dana.post(f"{address}/language", data={"language": "es"}, base_url=BASE))
    cookies = [cookie for answer in answers for cookie in _cookies(answer)]
    assert answers[1].status_code == answers[4].status_code == 303
    names = {cookie.partition("=")[0] for cookie in cookies}
    assert names == {
        secure.app.config["SESSION_COOKIE_NAME"],
        known_browsers.cookie_name(),
        site_cookies.site_name("language"),
        "__Secure-guestlink_entry",
        "__Secure-guestlink_guest",
        "__Secure-guestlink_guest_language",
    }
    assert {name.partition("guestlink")[0] for name in names} == {"__Host-", "__Secure-"}
    for cookie in cookies:
        assert {"Secure", "HttpOnly", "SameSite=Lax"} <= set(cookie.split("; ")), cookie
    # The language that was chosen is read under that name too.
    assert 'lang="es"' in dana.get(address, base_url=BASE).text
    assert 'lang="es"' in client.get("/media", base_url=BASE).text


@pytest.mark.parametrize(("choice", "more"), [("off", ""), ("on", "; includeSubDomains")])
def test_browsers_are_told_to_stay_on_https(
    maker: Maker, monkeypatch: pytest.MonkeyPatch, choice: str, more: str
) -> None:
    monkeypatch.setenv("GUESTLINK_BASE_URL", BASE)
    monkeypatch.setenv("GUESTLINK_HSTS_SUBDOMAINS", choice)
    forget()
    client = create_app().test_client()
    expected = f"max-age=31536000{more}"
    for path in ("/login", "/nowhere", "/static/guestlink.css", "/healthz"):
        assert client.get(path, base_url=BASE).headers["Strict-Transport-Security"] == expected
    assert headers()["Strict-Transport-Security"] == expected, "the answers of the front too"


def test_without_https_cookies_are_not_secure_and_there_is_no_hsts(site: Site) -> None:
    answer = site.browser().get("/login")
    assert "Strict-Transport-Security" not in answer.headers
    assert all("Secure" not in cookie for cookie in _cookies(answer))
