"""What providers say about a person, in their many ways (contract 12.20, 12.21)."""

from typing import Any

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import User
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Site
from tests.web.account.imitated import VERIFIED, assert_in, people, refusal, site_at
from tests.web.account.imitation import Imitation


@pytest.fixture
def site(there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch) -> Site:
    return site_at(there, maker, monkeypatch)


TRUE = [True, "true", "True", " TRUE ", 1, "1"]


@pytest.mark.parametrize("value", TRUE)
def test_a_verified_email_is_read_in_every_spelling(site: Site, there: Imitation, value: object) -> None:
    there.claims["email_verified"] = value
    assert_in(site, there)
    assert people() == [("olga@example.com", "Olga", "viewer")]


@pytest.mark.parametrize("value", [False, "false", "0", 0, "no", [True], {"x": 1}])
def test_anything_else_is_not_verified(site: Site, there: Imitation, value: object) -> None:
    there.claims["email_verified"] = value
    assert refusal(site, there).startswith("403")
    assert people() == []


def test_a_provider_that_does_not_say_it_needs_the_setting(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    there.claims = {"email": "olga@example.com", "name": "Olga"}
    site = site_at(there, maker, monkeypatch)
    assert "can change a setting to trust it" in refusal(site, there)
    assert_in(site_at(there, maker, monkeypatch, OIDC_TRUST_EMAILS="on"), there)
    # What it says is not verified stays refused.
    there.claims |= {"sub": "2", "email": "bob@example.com", "email_verified": False}
    assert "has not verified your email" in refusal(site, there)


@pytest.mark.parametrize("claim", ["preferred_username", "upn", "unique_name"])
def test_an_address_under_another_name_counts_only_where_it_is_trusted(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch, claim: str
) -> None:
    there.claims = {claim: "Olga@Example.com", "email_verified": True, "name": "Olga"}
    assert "does not say whether it has verified" in refusal(site_at(there, maker, monkeypatch), there)
    site = site_at(there, maker, monkeypatch, OIDC_TRUST_EMAILS="on")
    assert_in(site, there)
    there.claims = {claim: "olga", "sub": "2"}
    assert "did not tell us your email address" in refusal(site, there)


@pytest.mark.parametrize("signed", [False, True])
def test_userinfo_says_what_the_token_lacks(site: Site, there: Imitation, signed: bool) -> None:
    there.claims, there.userinfo, there.userinfo_is_signed = {}, {"sub": "1", **VERIFIED}, signed
    assert_in(site, there)
    assert people() == [("olga@example.com", "Olga", "viewer")]


def test_userinfo_is_asked_whether_the_email_is_verified(site: Site, there: Imitation) -> None:
    there.claims, there.userinfo = {"email": "olga@example.com"}, {"sub": "1", **VERIFIED}
    assert_in(site, there)


def test_a_verified_address_of_userinfo_says_nothing_about_another_one(site: Site, there: Imitation) -> None:
    there.claims = {"email": "admin@example.com", "name": "Olga"}
    there.userinfo = {"sub": "1", **VERIFIED}
    assert_in(site, there)
    assert people()[0][0] == "olga@example.com"


@pytest.mark.parametrize("userinfo", [{"sub": "2", **VERIFIED}, {"sub": "2"}])
def test_userinfo_about_another_person_is_refused(site: Site, there: Imitation, userinfo: dict[str, Any]) -> None:
    there.claims, there.userinfo = {"email": "olga@example.com"}, userinfo
    assert refusal(site, there).startswith("503")
    assert people() == []


def test_userinfo_without_a_subject_is_not_used(site: Site, there: Imitation) -> None:
    there.claims, there.userinfo = {}, dict(VERIFIED)
    assert "did not tell us your email" in refusal(site, there)


def test_userinfo_that_is_away_hurts_only_who_needs_it(site: Site, there: Imitation) -> None:
    there.userinfo, there.metadata = {}, {"userinfo_endpoint": f"{there.address}/gone"}
    del there.claims["name"]
    assert_in(site, there)
    there.claims = {"sub": "2"}
    assert refusal(site, there).startswith("503")


@pytest.mark.parametrize(("said", "name"), [
    ({"name": "Olga P", "given_name": "X"}, "Olga P"),
    ({"given_name": "Olga", "family_name": "Petrova"}, "Olga Petrova"),
    ({"given_name": "Olga"}, "Olga"),
    ({"name": "", "family_name": " Petrova "}, "Petrova"),
    ({"name": None}, "olga"),
])  # fmt: skip
def test_a_name_is_found(site: Site, there: Imitation, said: dict[str, Any], name: str) -> None:
    there.claims = {**VERIFIED, "name": None, **said}
    assert_in(site, there)
    assert people()[0][1] == name


@pytest.mark.parametrize("mark", ["", "\N{ZERO WIDTH NO-BREAK SPACE}"])
@pytest.mark.parametrize(
    "content_type", ["application/json", "application/json; charset=utf-8", "text/html", "text/plain"]
)
def test_json_is_read_as_utf_8(site: Site, there: Imitation, content_type: str, mark: str) -> None:
    """Whatever its header says, and with a byte order mark or without."""
    there.content_type, there.mark = content_type, mark
    there.claims, there.userinfo = {"name": None}, VERIFIED | {"sub": "1", "name": "Zoë Müller"}
    assert_in(site, there)
    assert people()[0][1] == "Zoë Müller"


def test_a_number_is_a_subject(site: Site, there: Imitation) -> None:
    there.claims["sub"] = 4711
    for _ in range(2):
        assert_in(site, there)
    assert len(people()) == 1
    with database.reading() as db:
        assert db.scalars(select(User.oidc_subject)).one() == f"{there.address} 4711"


@pytest.mark.parametrize("subject", [True, [], {}, "", 1.5])
def test_anything_else_is_no_subject(site: Site, there: Imitation, subject: object) -> None:
    there.claims["sub"] = subject
    assert "did not tell us who you are" in refusal(site, there)


def test_entra_ids_word_for_a_verified_domain_counts(site: Site, there: Imitation) -> None:
    there.claims = {"email": "olga@example.com", "xms_edov": "1", "name": "Olga"}
    assert_in(site, there)


@pytest.mark.parametrize("name", [["Olga", "Ola"], "Olga\n Levi", "Olga " * 40])
def test_lists_and_odd_names_are_read_as_far_as_they_go(site: Site, there: Imitation, name: object) -> None:
    there.claims |= {"email": ["olga@example.com", "o@example.com"], "name": name}
    assert_in(site, there)
    [(email, shown, _role)] = people()
    assert email == "olga@example.com"
    assert shown.startswith("Olga")
    assert len(shown) <= 100
