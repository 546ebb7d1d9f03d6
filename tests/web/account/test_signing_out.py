"""Signing out of the provider too, and without the password form (contract 12.27 to 12.29)."""

from urllib.parse import parse_qs, urlsplit

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, update

from models.plumbing import database
from models.tables import User, UserSession
from tests.vocabulary.maker import PASSWORD, Maker
from tests.vocabulary.pages import inputs, links
from tests.web.account.by_password import is_signed_in, sign_in
from tests.web.account.imitated import site_at
from tests.web.account.imitation import CLIENT, Imitation
from tests.web.account.provider import begin


def sign_out(client: FlaskClient) -> str:
    answer = client.post("/logout", data=inputs(client.get("/account").text))
    assert not is_signed_in(client)
    if answer.status_code == 303:
        return str(answer.location)
    assert answer.status_code == 200
    assert "You are signed out here" in answer.text
    return next(each for each in links(answer.text) if each.startswith("http://127.0.0.1"))


@pytest.mark.parametrize("hint", ["short", "long"])
def test_signing_out_ends_the_session_at_the_provider_too(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch, hint: str
) -> None:
    there.metadata = {"end_session_endpoint": f"{there.address}/end?realm=1"}
    site = site_at(there, maker, monkeypatch)
    client = site.browser()
    there.claims |= {"groups": ["x" * 5000]} if hint == "long" else {}
    there.sign_in(client)
    address = sign_out(client)
    assert address.startswith(f"{there.address}/end?realm=1&")
    sent = parse_qs(urlsplit(address).query)
    assert sent["client_id"] == [CLIENT]
    assert sent["post_logout_redirect_uri"] == ["http://127.0.0.1:8000/login"]
    assert ("id_token_hint" in sent) is (hint == "short")
    # The next person at this computer is asked who they are, also after going back, until somebody has signed in.
    assert "prompt=select_account" in begin(client)
    assert "prompt=select_account" in begin(client)
    there.sign_in(client)
    assert is_signed_in(client)
    with database.writing() as db:
        db.execute(delete(UserSession))
    assert "prompt" not in begin(client)


def test_signing_out_where_the_session_had_ended_asks_the_next_person_too(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = site_at(there, maker, monkeypatch).browser()
    there.sign_in(client)
    form = inputs(client.get("/account").text)
    with database.writing() as db:
        db.execute(delete(UserSession))
    assert client.post("/logout", data=form).location == "/login"
    assert "prompt=select_account" in begin(client)


@pytest.mark.parametrize("address", ["https://[x", "https:", "javascript:x", 7, []])
def test_an_odd_address_for_signing_out_is_not_used(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch, address: object
) -> None:
    there.metadata = {"end_session_endpoint": address}
    client = site_at(there, maker, monkeypatch).browser()
    there.sign_in(client)
    assert sign_out(client) == "/login"


def test_signing_out_works_without_the_provider(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = site_at(there, maker, monkeypatch)
    client = site.browser()
    there.sign_in(client)
    assert sign_out(client) == "/login"
    by_password = sign_in(site, maker.user())
    assert sign_out(by_password) == "/login"
    assert "prompt" not in begin(by_password)


def test_the_password_form_goes_once_an_admin_has_signed_in_at_the_provider(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    user = maker.user("admin")
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(email="olga@example.com"))
    site = site_at(there, maker, monkeypatch, PASSWORD_FORM="off")
    # Otherwise the setting would lock the only admin out.
    waiting = site.browser()
    form = inputs(waiting.get("/login").text) | {"email": "olga@example.com", "password": PASSWORD}
    client = site.browser()
    there.sign_in(client)
    page = site.browser().get("/login").text
    assert 'name="password"' not in page
    assert "Forgot your password?" not in page
    assert "Sign in with Example" in page
    assert waiting.post("/login", data=form).status_code == 200
    assert not is_signed_in(waiting)
    page = client.get("/account").text
    assert 'name="current"' not in page
    assert client.post("/account/password", data=inputs(page) | {"current": PASSWORD, "new": "x"}).status_code == 403


def test_several_tabs_at_the_provider_each_lead_to_their_page(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = site_at(there, maker, monkeypatch).browser()
    pages = ("/account", "/media/new")
    first, second = (begin(client, f"/login/oidc?next={page}") for page in pages)
    assert there.send_back(client, first).location == "/account"
    assert there.send_back(client, second).location == "/media/new"
    # Back to an answer that was used.
    assert there.send_back(client, first).location == "/account"
    assert client.get("/login/oidc/callback?state=made-up&code=x").location == "/media"
    assert client.get("/login/oidc?next=/account").location == "/account"
    with database.reading() as db:
        assert db.query(UserSession).count() == 1
