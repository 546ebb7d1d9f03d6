"""Addresses and answers of providers as they are in the wild (contract 12.19, 12.22)."""

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import User
from tests.vocabulary import suspended
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import heading, links
from tests.vocabulary.site import Site
from tests.web.account.by_password import is_signed_in
from tests.web.account.imitated import assert_in, people, refusal, site_at
from tests.web.account.imitation import Imitation
from tests.web.account.provider import begin


@pytest.fixture
def site(there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch) -> Site:
    return site_at(there, maker, monkeypatch)


def test_addresses_are_asked_again_after_an_hour(site: Site, there: Imitation, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_in(site, there)
    assert_in(site, there)
    discovery = "/.well-known/openid-configuration"
    assert (there.asked[discovery], there.asked["/jwks"]) == (1, 1)
    suspended.suspend(monkeypatch, 3601)
    there.metadata = {"authorization_endpoint": f"{there.address}/moved"}
    assert begin(site.browser()).startswith(f"{there.address}/moved")
    there.metadata = {"issuer": "https://evil.example"}
    suspended.suspend(monkeypatch, 3601)
    # What is known goes on while the provider says something wrong.
    assert begin(site.browser()).startswith(f"{there.address}/moved")


def test_known_keys_count_on_while_they_cannot_be_asked_for(
    site: Site, there: Imitation, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_in(site, there)
    suspended.suspend(monkeypatch, 3601)
    there.key_set = {}
    assert_in(site, there)
    assert there.asked["/jwks"] == 2
    there.key_set = {"keys": []}
    assert refusal(site, there).startswith("503"), "they are asked for again, and what was withdrawn counts no longer"


@pytest.mark.parametrize("of_setting", ["", "/", "/.well-known/openid-configuration"])
@pytest.mark.parametrize("of_provider", ["", "/"])
def test_a_slash_at_the_end_of_the_issuer_makes_no_difference(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch, of_setting: str, of_provider: str
) -> None:
    there.metadata = there.token = {}
    there.metadata = {"issuer": there.address + of_provider}
    there.token = {"iss": there.address + of_provider}
    site = site_at(there, maker, monkeypatch, OIDC_ISSUER=there.address + of_setting)
    for _ in range(2):
        assert_in(site, there)
    # Accounts that were linked by an earlier version hold the slash.
    with database.writing() as db:
        user = db.scalars(select(User)).one()
        user.oidc_subject = f"{there.address}/ 1"
    assert_in(site, there)
    assert len(people()) == 1


@pytest.mark.parametrize(("issuer", "works"), [("/0f3a-77/v2.0", True), ("/x/y/v2.0", False), ("/v2.0", False)])
def test_entra_id_names_the_tenant_in_the_token(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch, issuer: str, works: bool
) -> None:
    host = there.address
    there.address = f"{host}/common/v2.0"
    there.metadata, there.token = {"issuer": f"{host}/{{tenantid}}/v2.0"}, {"iss": host + issuer}
    site = site_at(there, maker, monkeypatch)
    if works:
        assert_in(site, there)
    else:
        assert refusal(site, there).startswith("503")


def test_an_answer_of_another_issuer_is_refused(site: Site, there: Imitation) -> None:
    client = site.browser()
    assert there.send_back(client, begin(client), iss="https://evil.example").status_code == 503
    there_too = there.send_back(client, begin(client), iss=there.address)
    assert (there_too.status_code, is_signed_in(client)) == (303, True)


def test_an_issuer_that_always_names_itself_must(site: Site, there: Imitation) -> None:
    there.metadata = {"authorization_response_iss_parameter_supported": True}
    assert refusal(site, there).startswith("400")
    client = site.browser()
    assert there.send_back(client, begin(client), iss=there.address).status_code == 303


AGAIN: dict[str, str | None] = {
    "temporarily_unavailable": None,
    "authentication_expired": None,
    "interaction_required": None,
}
# What providers answer that cannot let people choose an account.
CANNOT_CHOOSE = [
    "account_selection_required",
    "invalid_request",
    "interaction_required",
    "unmet_authentication_requirements",
]
AGAIN |= {"login_required": "login", "consent_required": "consent", "account_selection_required": "select_account"}


@pytest.mark.parametrize("error", CANNOT_CHOOSE)
def test_where_nobody_can_choose_an_account_the_password_is_asked_for(site: Site, error: str) -> None:
    client = site.browser()
    state = begin(client, "/login/oidc?account=other").partition("state=")[2].partition("&")[0]
    again = client.get(f"/login/oidc/callback?state={state}&error={error}")
    assert "prompt=login" in again.location
    # If that is refused too, nobody is asked without any prompt: the provider would let in the person before.
    state = again.location.partition("state=")[2].partition("&")[0]
    assert client.get(f"/login/oidc/callback?state={state}&error=invalid_request").status_code == 503


def test_a_passing_refusal_does_not_forget_that_another_account_was_wanted(site: Site) -> None:
    client = site.browser()
    state = begin(client, "/login/oidc?account=other").partition("state=")[2].partition("&")[0]
    again = client.get(f"/login/oidc/callback?state={state}&error=temporarily_unavailable")
    assert "prompt=select_account" in again.location


@pytest.mark.parametrize(("error", "prompt"), AGAIN.items())
def test_a_passing_refusal_is_started_again_once(site: Site, there: Imitation, error: str, prompt: str | None) -> None:
    client = site.browser()
    first = there.send_back(client, begin(client, "/login/oidc?next=/account"), error=error)
    assert first.status_code == 302
    assert (f"prompt={prompt}" in first.location) if prompt else ("prompt=" not in first.location)
    second = there.send_back(client, first.location, error=error)
    assert (second.status_code, heading(second.text)) == (503, "You cannot sign in there right now")
    assert "did not complete your sign-in" in second.text
    assert there.send_back(client, begin(client, "/login/oidc?next=/account"), error=error).status_code == 302
    # The second start keeps the page that was wanted.
    again = there.send_back(client, begin(client, "/login/oidc?next=/account"), error=error)
    assert there.send_back(client, again.location).location == "/account"


WORDS = {
    "invalid_scope": "does not know this site as it should (invalid_scope)",
    "unauthorized_client": "does not know this site as it should (unauthorized_client)",
    "server_error": "Example has an error.",
    "nonsense<b>": "is not responding as it should",
}


@pytest.mark.parametrize(("error", "words"), WORDS.items())
def test_a_refusal_has_words_of_its_own(site: Site, there: Imitation, error: str, words: str) -> None:
    client = site.browser()
    answer = there.send_back(client, begin(client), error=error, error_description="olga")
    assert answer.status_code == 503
    assert words in answer.text
    assert "olga" not in answer.text


def test_a_huge_answer_is_refused(site: Site, there: Imitation, caplog: pytest.LogCaptureFixture) -> None:
    there.padding = 2 * 1024 * 1024
    assert site.browser().get("/login/oidc").status_code == 503
    assert "sends something else" in caplog.text


VALUES: list[object] = [None, 7, "x", {}]
ODD: list[tuple[str, object]]
ODD = [(name, value) for name in ("scopes_supported", "prompt_values_supported") for value in VALUES]
ODD += [("token_endpoint_auth_methods_supported", 7), ("id_token_signing_alg_values_supported", [[], {}, 7, "RS256"])]


@pytest.mark.parametrize(("name", "value"), ODD)
def test_odd_metadata_does_not_hurt(site: Site, there: Imitation, name: str, value: object) -> None:
    there.metadata, there.userinfo = {name: value}, {"sub": "1", "groups": 7, "_claim_names": 7, "name": []}
    assert_in(site, there)


@pytest.mark.parametrize("value", [None, 7, [], "javascript:x", "https://[x", "https:"])
@pytest.mark.parametrize("name", ["token_endpoint", "jwks_uri", "issuer"])
def test_metadata_without_what_is_needed_is_refused(site: Site, there: Imitation, name: str, value: object) -> None:
    there.metadata = {name: value}
    assert site.browser().get("/login/oidc").status_code == 503


def test_a_slow_answer_is_not_waited_for_and_the_next_one_is_not_asked_for(
    site: Site, there: Imitation, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    there.pause = 1
    monkeypatch.setattr("web.account.provider.talking.TIMEOUT_SECONDS", 0.1)
    for _ in range(3):
        assert site.browser().get("/login/oidc").status_code == 503
    assert there.asked["/.well-known/openid-configuration"] == 1
    assert "it does not answer" in caplog.text


def test_another_account_can_be_chosen(site: Site, there: Imitation) -> None:
    client = site.browser()
    address = next(each for each in links(client.get("/login?next=/account").text) if "account=other" in each)
    assert "prompt=select_account" in begin(client, address)
    assert "prompt" not in begin(client)


def test_a_provider_that_lets_nobody_choose_asks_for_a_password(site: Site, there: Imitation) -> None:
    there.metadata = {"prompt_values_supported": ["login", "none"]}
    assert "prompt=login" in begin(site.browser(), "/login/oidc?account=other")
