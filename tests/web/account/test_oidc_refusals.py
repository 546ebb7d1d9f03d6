"""A failed sign-in through the OpenID provider says why, and leads to the sign-in page (contract 12.11, 12.12)."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from models.config.settings import settings
from models.plumbing import database
from models.tables import User
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import heading, inputs, links
from tests.vocabulary.site import Site, now
from tests.vocabulary.waiting import free_port
from tests.web.account.by_password import is_signed_in
from tests.web.account.provider import approve, begin, come_back, give_up, running, sign_in, site_with_provider

START = "/login/oidc?next=/account"
BACK = "/login?next=/account"


def attempt(site: Site, login: str) -> tuple[FlaskClient, TestResponse]:
    client = site.browser()
    return client, come_back(client, approve(begin(client, START), login))


def assert_refused(client: FlaskClient, answer: TestResponse, status: int, back: str = BACK) -> None:
    assert answer.status_code == status
    assert back in links(answer.text)
    # A change of language leads there too: this address works only once.
    assert inputs(answer.text)["back"] == back
    assert not is_signed_in(client)


def assert_provider_failed(client: FlaskClient, answer: TestResponse) -> None:
    assert_refused(client, answer, 503)
    assert heading(answer.text) == "You cannot sign in there right now"
    assert answer.headers["Retry-After"] == "5"


def test_an_unverified_email_is_refused(provider_site: Site, maker: Maker) -> None:
    user = maker.user()
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(email="unverified1@example.com"))
    before = provider_site.state()
    for login in ("unverified1", "unverified2"):
        client, answer = attempt(provider_site, login)
        assert_refused(client, answer, 403)
        assert "Your organisation has not verified your email address." in answer.text
    assert provider_site.state() == before


def test_another_person_with_the_same_email_is_refused(provider_site: Site) -> None:
    assert is_signed_in(sign_in(provider_site, "olga"))
    client, answer = attempt(provider_site, "second.olga")
    assert_refused(client, answer, 403)
    assert "Someone else in your organisation already uses this email address here." in answer.text
    assert provider_site.state()["user_account"] == 1


def test_a_disabled_account_is_refused(provider_site: Site) -> None:
    assert is_signed_in(sign_in(provider_site, "ivan"))
    with database.writing() as db:
        db.execute(update(User).values(disabled_at=now()))
    client, answer = attempt(provider_site, "ivan")
    assert_refused(client, answer, 403)
    assert "Your account here is disabled." in answer.text


def test_cancelling_at_the_provider_leads_back_to_the_sign_in_page(provider_site: Site) -> None:
    client = provider_site.browser()
    address = give_up(begin(client, START))
    assert "error=access_denied" in address
    answer = come_back(client, address)
    assert (answer.status_code, answer.location) == (303, BACK)
    page = client.get(BACK)
    assert page.status_code == 200
    assert "You did not sign in with Example." in page.text
    assert START in links(page.text)
    assert not is_signed_in(client)
    # That start has been used.
    assert come_back(client, address).status_code == 400


def test_only_the_browser_that_started_is_told_that_it_cancelled(provider_site: Site) -> None:
    client, other = provider_site.browser(), provider_site.browser()
    assert_refused(other, come_back(other, give_up(begin(client))), 400, back="/login")
    assert "You did not sign in" not in other.get("/login").text


NONSENSE = ["", "code=x", "state=x", "code=x&state=x", "error=access_denied&state=x", "code=%00&state=%ff"]


@pytest.mark.parametrize("query", [*NONSENSE, "code=" + "x" * 9000])
def test_a_made_up_callback_signs_nobody_in(provider_site: Site, query: str) -> None:
    client = provider_site.browser()
    begin(client, START)
    answer = client.get(f"/login/oidc/callback?{query}")
    assert_refused(client, answer, 400, back="/login")
    assert heading(answer.text) == "Signing in did not work"


@pytest.mark.parametrize("query", ["code=x", "code=%00", "code=", ""])
def test_a_made_up_code_is_not_reported_as_a_failure_of_the_provider(provider_site: Site, query: str) -> None:
    client = provider_site.browser()
    state = begin(client, START).partition("state=")[2].partition("&")[0]
    assert_refused(client, client.get(f"/login/oidc/callback?state={state}&{query}"), 400)


def test_a_wrong_client_secret_is_503_and_logged_for_the_operator(
    maker: Maker, issuer: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, answer = attempt(site_with_provider(maker, issuer, monkeypatch, secret="another secret"), "olga")
    assert_provider_failed(client, answer)
    assert "invalid_client" in caplog.text


@pytest.mark.parametrize("error", ["server_error", "invalid_request", "x" * 999, "%00"])
def test_an_error_of_the_provider_is_503_and_its_text_is_not_logged(
    provider_site: Site, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    client = provider_site.browser()
    state = begin(client, START).partition("state=")[2].partition("&")[0]
    sent = f"state={state}&error={error}&error_description=olga&iss={settings().oidc_issuer}"
    assert_provider_failed(client, client.get(f"/login/oidc/callback?{sent}"))
    assert "olga" not in caplog.text


@pytest.mark.parametrize("sender", ["", "&iss=https://other.example"])
@pytest.mark.parametrize("error", ["access_denied", "server_error", "login_required"])
def test_an_error_of_somebody_else_is_refused(provider_site: Site, error: str, sender: str) -> None:
    client = provider_site.browser()
    state = begin(client, START).partition("state=")[2].partition("&")[0]
    answer = client.get(f"/login/oidc/callback?state={state}&error={error}{sender}")
    assert_refused(client, answer, 503 if sender else 400)


def test_a_provider_that_is_away_at_the_start_is_503(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site_with_provider(maker, f"http://127.0.0.1:{free_port()}", monkeypatch).browser()
    assert_provider_failed(client, client.get(START))


def test_a_provider_that_goes_away_during_a_sign_in_is_503(
    maker: Maker, provider_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(provider_folder) as (issuer, process):
        client = site_with_provider(maker, issuer, monkeypatch).browser()
        address = approve(begin(client, START), "olga")
        process.kill()
        process.wait(10)
        assert_provider_failed(client, come_back(client, address))


def test_an_address_without_a_provider_is_503(maker: Maker, issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site_with_provider(maker, f"{issuer}/nobody", monkeypatch).browser()
    assert_provider_failed(client, client.get(START))


def test_a_page_of_another_site_cannot_start_a_sign_in(provider_site: Site) -> None:
    answer = provider_site.browser().get("/login/oidc?next=/account", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.location) == (303, "/login?next=/account")


def test_a_provider_with_another_issuer_is_refused(maker: Maker, issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # The same server by another name: its documents name the first.
    site = site_with_provider(maker, issuer.replace("127.0.0.1", "localhost"), monkeypatch)
    client = site.browser()
    assert_provider_failed(client, client.get(START))
