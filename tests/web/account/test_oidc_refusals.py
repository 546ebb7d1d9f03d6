"""Whoever does not get in through the OpenID provider sees why, and a way back to signing in (issue: sign-in)."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from models.plumbing import database
from models.tables import User
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import heading, inputs, links
from tests.vocabulary.site import Site, now
from tests.vocabulary.tree import free_port
from tests.web.account.provider import approved, begin, come_back, given_up, is_in, running, sign_in, site_of

START = "/login/oidc?next=/account"
BACK = "/login?next=/account"


def attempt(site: Site, login: str) -> tuple[FlaskClient, TestResponse]:
    client = site.browser()
    return client, come_back(client, approved(begin(client, START), login))


def assert_not_in(client: FlaskClient, answer: TestResponse, status: int, back: str = BACK) -> None:
    assert answer.status_code == status
    assert back in links(answer.text)
    # So does another language: this address would say nothing the second time.
    assert inputs(answer.text)["back"] == back
    assert not is_in(client)


def assert_failing(client: FlaskClient, answer: TestResponse) -> None:
    assert_not_in(client, answer, 503)
    assert heading(answer.text) == "Signing in there is not possible just now"
    assert answer.headers["Retry-After"] == "5"


def test_an_unverified_email_opens_nothing(configured: Site, maker: Maker) -> None:
    user = maker.user()
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(email="unverified1@example.com"))
    before = configured.state()
    for login in ("unverified1", "unverified2"):
        client, answer = attempt(configured, login)
        assert_not_in(client, answer, 403)
        assert "Your organisation has not verified your email address." in answer.text
    assert configured.state() == before


def test_another_person_with_the_same_email_stays_out(configured: Site) -> None:
    assert is_in(sign_in(configured, "olga"))
    client, answer = attempt(configured, "second.olga")
    assert_not_in(client, answer, 403)
    assert "Another person of your organisation uses this email address here." in answer.text
    assert configured.state()["user_account"] == 1


def test_a_disabled_account_stays_out(configured: Site) -> None:
    assert is_in(sign_in(configured, "ivan"))
    with database.writing() as db:
        db.execute(update(User).values(disabled_at=now()))
    client, answer = attempt(configured, "ivan")
    assert_not_in(client, answer, 403)
    assert "Your account here is disabled." in answer.text


def test_who_gives_up_at_the_provider_is_back_at_signing_in_and_it_is_no_error(configured: Site) -> None:
    client = configured.browser()
    address = given_up(begin(client, START))
    assert "error=access_denied" in address
    answer = come_back(client, address)
    assert (answer.status_code, answer.location) == (303, BACK)
    page = client.get(BACK)
    assert page.status_code == 200
    assert "You did not sign in with Example." in page.text
    assert START in links(page.text)
    assert not is_in(client)
    # That start is over.
    assert come_back(client, address).status_code == 400


def test_only_the_browser_that_asked_is_told_that_it_gave_up(configured: Site) -> None:
    client, other = configured.browser(), configured.browser()
    assert_not_in(other, come_back(other, given_up(begin(client))), 400, back="/login")
    assert "You did not sign in" not in other.get("/login").text


NONSENSE = ["", "code=x", "state=x", "code=x&state=x", "error=access_denied&state=x", "code=%00&state=%ff"]


@pytest.mark.parametrize("query", [*NONSENSE, "code=" + "x" * 9000])
def test_any_other_way_back_signs_nobody_in(configured: Site, query: str) -> None:
    client = configured.browser()
    begin(client, START)
    answer = client.get(f"/login/oidc/callback?{query}")
    assert_not_in(client, answer, 400, back="/login")
    assert heading(answer.text) == "Signing in did not work"


@pytest.mark.parametrize("query", ["code=x", "code=%00", "code=", ""])
def test_a_right_state_with_a_made_up_code_is_no_failing_of_the_provider(configured: Site, query: str) -> None:
    client = configured.browser()
    state = begin(client, START).partition("state=")[2].partition("&")[0]
    assert_not_in(client, client.get(f"/login/oidc/callback?state={state}&{query}"), 400)


def test_a_wrong_client_secret_is_ours_to_mend_not_the_persons(
    maker: Maker, issuer: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    client, answer = attempt(site_of(maker, issuer, monkeypatch, secret="another secret"), "olga")
    assert_failing(client, answer)
    assert "invalid_client" in caplog.text


@pytest.mark.parametrize("error", ["server_error", "temporarily_unavailable", "invalid_request", "x" * 999, "%00"])
def test_what_the_provider_says_went_wrong_is_not_the_persons_refusal(
    configured: Site, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    client = configured.browser()
    state = begin(client, START).partition("state=")[2].partition("&")[0]
    assert_failing(client, client.get(f"/login/oidc/callback?state={state}&error={error}&error_description=olga"))
    assert "olga" not in caplog.text


def test_a_provider_that_is_gone_before_the_start_is_503(maker: Maker, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site_of(maker, f"http://127.0.0.1:{free_port()}", monkeypatch).browser()
    assert_failing(client, client.get(START))


def test_a_provider_that_goes_in_the_middle_is_503(
    maker: Maker, provider_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with running(provider_folder) as (issuer, process):
        client = site_of(maker, issuer, monkeypatch).browser()
        address = approved(begin(client, START), "olga")
        process.kill()
        process.wait(10)
        assert_failing(client, come_back(client, address))


def test_an_address_that_is_no_provider_is_503(maker: Maker, issuer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    client = site_of(maker, f"{issuer}/nobody", monkeypatch).browser()
    assert_failing(client, client.get(START))


def test_another_sites_page_sends_nobody_through_signing_in_unasked(configured: Site) -> None:
    answer = configured.browser().get("/login/oidc?next=/account", headers={"Sec-Fetch-Site": "cross-site"})
    assert (answer.status_code, answer.location) == (303, "/login?next=/account")


def _told(configured: Site, **changed: object) -> None:
    """What the provider says of itself, changed on its way."""
    client = configured.app.extensions["guestlink.oidc"].create_client("provider")
    client.load_server_metadata().update(changed)


def test_a_provider_that_calls_itself_another_one_is_not_believed(configured: Site) -> None:
    client = configured.browser()
    address = approved(begin(client, START), "olga")
    _told(configured, issuer="https://accounts.example.net")
    assert_failing(client, come_back(client, address))
    assert_failing(client, client.get(START))


@pytest.mark.parametrize("offered", [["none"], ["HS256", "none"]])
def test_signatures_that_anybody_could_make_are_not_believed(configured: Site, offered: list[str]) -> None:
    client = configured.browser()
    address = approved(begin(client, START), "olga")
    _told(configured, id_token_signing_alg_values_supported=offered)
    assert_failing(client, come_back(client, address))
