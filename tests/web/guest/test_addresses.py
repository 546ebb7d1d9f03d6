"""An address that was spoilt on its way is sent on to the right one (contract 3.39, 3.40)."""

from pathlib import Path

import pytest
from sqlalchemy import update

from models.guests import invitations
from models.links import tokens
from models.plumbing import database, keys
from models.tables import GuestLink
from models.tables.token_alphabet import TokenAlphabet
from tests.vocabulary import spoilt_addresses
from tests.vocabulary.patches import record_calls
from tests.vocabulary.server import real_server
from tests.vocabulary.site import Guests, Site
from tests.vocabulary.spoilt_addresses import ask
from web.requests.throttling import UNKNOWN_TOKENS


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_a_spoilt_address_is_sent_on_to_the_right_one(site: Site, method: str) -> None:
    address = site.address(site.link())
    browser = site.browser()
    for path in spoilt_addresses.spoilt(address.removeprefix("/g/")):
        answer = ask(browser, path, method)
        assert (answer.status_code, answer.headers["Location"]) == (308, address), path
        assert answer.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in answer.headers
    assert browser.get(address).status_code == 200, "the right address is not sent on"


def test_a_guest_enters_through_a_spoilt_address_with_the_cookies_of_the_one_address(site: Site, guest: Guests) -> None:
    link = site.link()
    dana = guest(link)
    spoilt = f"{dana.address}%E2%80%9D"
    assert dana.client.get(spoilt, follow_redirects=True).request.path == dana.address
    form = dana.form() | {"name": "Dana", "email": "dana@example.com"}
    answer = dana.client.post(spoilt, data=form, follow_redirects=True)
    assert (answer.status_code, answer.request.path) == (200, dana.address)
    assert site.clicks(link) == 1


def test_a_link_that_has_ended_says_so_at_its_right_address(site: Site) -> None:
    link = site.link()
    site.delete_link(link)
    answer = site.browser().get(f"{site.address(link)}.", follow_redirects=True)
    assert answer.status_code == 410


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_an_unknown_token_in_a_spoilt_address_is_a_guess(site: Site, method: str) -> None:
    token = site.address(site.link()).removeprefix("/g/")
    paths = [*spoilt_addresses.wrong(token), f"/g/{'x' * 32}.", f"//g/{'x' * 32}", f"/g/_{token}"]
    browser = site.browser()
    assert {ask(browser, path, method).status_code for path in paths} == {404}
    rest = UNKNOWN_TOKENS.amount - len(paths)
    assert {browser.get(f"/g/{'x' * 32}.").status_code for _ in range(rest)} == {404}
    assert browser.get(f"/g/{'x' * 32}.").status_code == 429, "each of them was counted"
    assert browser.get(f"/g/{token}.").status_code == 308, "guesses never slow down a valid link"


def test_two_addresses_in_one_are_404_and_not_counted(site: Site) -> None:
    token = site.address(site.link()).removeprefix("/g/")
    browser = site.browser()
    for path in spoilt_addresses.with_a_second_address(token) * UNKNOWN_TOKENS.amount:
        assert ask(browser, path).status_code == 404
    assert browser.get("/g/guess").status_code == 404


def test_one_look_up_decides(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    address = site.address(site.link())
    lookups = record_calls(monkeypatch, invitations, "is_link")
    for path in (f"{address}.", f"{address}x", f"/g/Link:https://media.example.org{address}", f"/g/{'x' * 32}."):
        site.browser().get(path)
    assert [token for _db, token in lookups] == [
        keys.digest(token) for token in (address.removeprefix("/g/"), "x" * 32)
    ]


def test_the_addresses_of_a_visit_are_taken_as_they_are(site: Site, guest: Guests) -> None:
    """Sending a player on to the page would begin a visit."""
    dana = guest()
    dana.enter()
    visit = dana.watch()
    assert dana.client.get(f"{visit}/video").status_code == 200
    assert dana.client.get(f"{visit}/video.").status_code == 404
    assert site.visits() == [True]


def test_a_link_of_an_older_version_keeps_its_address(site: Site, guest: Guests) -> None:
    link = site.link()
    token = keys.derive_text("guest-link", link.token_salt)
    with database.writing() as db:
        old = {"token_alphabet": TokenAlphabet.BASE64URL, "token_hash": keys.digest(token)}
        db.execute(update(GuestLink).where(GuestLink.id == link.id).values(old))
        old_link = db.get_one(GuestLink, link.id)
    assert tokens.url_of(old_link, "https://media.example.org") == f"https://media.example.org/g/{token}"
    dana = guest(old_link)
    assert dana.address == f"/g/{token}"
    assert dana.enter().status_code == 303
    assert dana.client.get(f"{dana.address}.").headers["Location"] == dana.address


def test_the_server_sends_on_and_logs_no_spelling_of_a_token(site: Site, tmp_path: Path) -> None:
    token = site.address(site.link()).removeprefix("/g/")
    paths = [path for path in spoilt_addresses.spoilt(token) if not path.startswith("/g//")]
    with real_server(tmp_path / "log") as server:
        for path in paths[::3]:
            answer = server.ask(path)
            assert (answer.status, answer.headers["Location"]) == (308, f"/g/{token}"), path
        for raw in (f"/g/{token}\u201d", f"/g/{token}\u3002", f"/g/\u200b{token}"):
            with server.send_raw(f"GET {raw} HTTP/1.1\nConnection: close") as connection:
                assert f"location: /g/{token}\r\n".encode() in connection.makefile("rb").read()
        for path in spoilt_addresses.wrong(token):
            assert server.ask(path).status == 404
    log = (tmp_path / "log").read_text()
    assert "unknown_link" in log
    assert token[:20] not in log
    assert token[-20:] not in log
