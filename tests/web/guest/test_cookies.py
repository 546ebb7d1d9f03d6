"""The path of a guest's cookies is the guest's own link, and rights never add up (contract 3.1, 3.3)."""

import pytest
from flask.testing import FlaskClient

from tests.conftest import forget
from tests.vocabulary.pages import heading
from tests.vocabulary.patches import record_calls
from tests.vocabulary.site import TITLE, Guest, Guests, Site
from web.app import create_app


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_path_of_both_cookies_is_the_link(site: Site, monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    link = site.link()
    monkeypatch.setenv("GUESTLINK_BASE_URL", f"{scheme}://media.example.org")
    forget()
    client = create_app().test_client()
    address = f"{scheme}://media.example.org{site.address(link)}"
    dana = Guest(client, address)
    entry = client.get(address).headers.getlist("Set-Cookie")
    entered = dana.enter().headers.getlist("Set-Cookie")
    prefix = "__Secure-" if scheme == "https" else ""
    for cookies, name in ((entry, "entry"), (entered, "guest")):
        assert len(cookies) == 1
        value, *attributes = cookies[0].split("; ")
        assert value.startswith(f"{prefix}guestlink_{name}=")
        assert f"Path={site.address(link)}" in attributes
        assert {"HttpOnly", "SameSite=Lax"} <= set(attributes)
        assert ("Secure" in attributes) is (scheme == "https")
        assert not any(attribute.startswith("Domain") for attribute in attributes)
    assert any(attribute == f"Max-Age={30 * 24 * 3600}" for attribute in entered[0].split("; "))


def test_guest_pages_set_no_owners_cookie(site: Site, guest: Guests) -> None:
    dana = guest()
    answers = [dana.client.get(dana.address), dana.enter(), dana.client.get(dana.address)]
    visit = dana.watch()
    answers += [dana.client.get(f"{visit}/video"), dana.client.post(f"{visit}/alive")]
    answers += [dana.client.post(f"{visit}/leave"), dana.client.get("/g/unknown")]
    for answer in answers:
        assert "guestlink_owner" not in answer.headers.get("Set-Cookie", "")


def test_guest_pages_do_not_ask_who_is_signed_in(site: Site, guest: Guests, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = site.maker.user()
    lookups = record_calls(monkeypatch, vars(site.app)["login_manager"], "_user_callback")
    client = site.signed_in(owner)
    dana = guest(client=client)
    dana.enter()
    client.get(f"{dana.watch()}/video")
    client.get("/g/unknown")
    assert lookups == []
    client.get("/media")
    assert lookups, "otherwise this test proves nothing"


def test_an_owner_who_opens_a_guest_link_stays_signed_in_and_is_a_guest_there(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    client = site.signed_in(owner)
    dana = guest(site.link(media_id), client)
    assert "data-visit-url" not in client.get(dana.address).text, "an owner's cookie opens no guest page"
    assert dana.enter().status_code == 303
    assert heading(client.get(dana.address).text) == TITLE
    assert client.get("/media").status_code == 200
    assert client.get(f"/media/{media_id}").status_code == 200


def test_an_owner_without_the_guest_cookie_gets_no_guest_bytes(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    dana = guest(site.link(site.media(owner)))
    dana.enter()
    assert site.signed_in(owner).get(f"{dana.watch()}/video").status_code == 403


def test_a_guest_gets_nothing_at_the_owners_addresses(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    dana.enter()
    visit = dana.watch()
    assert dana.client.get(f"{visit}/video").status_code == 200
    _assert_gets_nothing(dana.client, link.media_id)


def _assert_gets_nothing(client: FlaskClient, media_id: int) -> None:
    for path in ("", "/preview", "/guest-access", "/delete"):
        answer = client.get(f"/media/{media_id}{path}")
        assert answer.status_code == 302
        assert answer.location.startswith("/login")
    for role in ("video", "poster"):
        assert client.get(f"/media/{media_id}/{role}").status_code == 404


def test_a_guest_cookie_forced_onto_the_owners_path_gives_nothing(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    dana.enter()
    secret = dana.cookie("guestlink_guest")
    for name in ("guestlink_guest", site.app.config["SESSION_COOKIE_NAME"], "session"):
        dana.client.set_cookie(name, secret or "", path="/")
    _assert_gets_nothing(dana.client, link.media_id)


def test_two_guest_links_in_one_browser_both_work(site: Site, guest: Guests) -> None:
    browser = site.browser()
    one, other = guest(site.link(), browser), guest(site.link(), browser)
    one.enter()
    other.enter()
    for dana in (one, other, one):
        assert browser.get(f"{dana.watch()}/video").status_code == 200


def test_a_cookie_of_one_link_is_worth_nothing_at_another_link(site: Site, guest: Guests) -> None:
    media_id = site.media()
    dana, other = guest(site.link(media_id)), guest(site.link(media_id))
    dana.enter()
    for name in ("guestlink_guest", "guestlink_entry"):
        other.client.set_cookie(name, dana.cookie(name) or "", path=other.address)
    assert "data-visit-url" not in other.client.get(other.address).text


@pytest.mark.parametrize("value", ["", ".", "x", "x.y", "\x80.\xff", "a" * 4000, "%00.%00"])
def test_a_forged_cookie_counts_as_none(site: Site, guest: Guests, value: str) -> None:
    link = site.link()
    dana = guest(link)
    form = dana.form()
    for name in ("guestlink_guest", "guestlink_entry"):
        dana.client.set_cookie(name, value, path=dana.address)
    assert dana.client.post(dana.address, data=form | {"name": "D", "email": "d@example.com"}).status_code == 400
    assert site.clicks(link) == 0


@pytest.mark.parametrize("twins", ["stale; {name}={good}", "{good}; {name}=stale", "; {name}={good}"])
def test_a_twin_of_the_entry_cookie_does_not_hide_it(site: Site, guest: Guests, twins: str) -> None:
    """A browser sends several of one name if they have different paths or domains."""
    dana = guest()
    form = dana.form() | {"name": "Dana", "email": "dana@example.com"}
    cookie = "guestlink_entry=" + twins.format(name="guestlink_entry", good=dana.cookie("guestlink_entry"))
    browser = site.app.test_client(use_cookies=False)
    assert browser.post(dana.address, data=form, headers={"Cookie": cookie}).status_code == 303
