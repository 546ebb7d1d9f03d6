"""Signing in through a real OpenID provider: as whom, and to which page (contract 12.9, 12.10)."""

import secrets
from urllib.parse import quote

import pytest
from sqlalchemy import select, update
from werkzeug.urls import iri_to_uri

from models.plumbing import database
from models.tables import User
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import inputs, links
from tests.vocabulary.site import Site
from tests.web.account.by_password import is_signed_in
from tests.web.account.provider import approve, begin, come_back, sign_in


def people() -> dict[str, tuple[str, str]]:
    with database.reading() as db:
        return {user.email: (user.name, user.role) for user in db.scalars(select(User))}


def test_a_new_person_becomes_a_viewer_and_is_recognised_later(provider_site: Site) -> None:
    for _ in range(2):
        assert is_signed_in(sign_in(provider_site, "olga"))
    assert people() == {"olga@example.com": ("Olga olga", "viewer")}


def test_a_verified_email_links_the_account_with_that_email(provider_site: Site, maker: Maker) -> None:
    user = maker.user("contributor")
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(email="anna@example.com"))
    assert is_signed_in(sign_in(provider_site, "anna"))
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(email="anna.new@example.com"))
    assert is_signed_in(sign_in(provider_site, "anna"))
    # Name and address follow the provider at each sign-in.
    assert people() == {"anna@example.com": ("Olga anna", "contributor")}


def test_a_code_works_once_and_only_in_the_browser_that_started(provider_site: Site) -> None:
    client, thief = provider_site.browser(), provider_site.browser()
    address = approve(begin(client), "olga")
    assert come_back(thief, address).status_code == 400
    assert not is_signed_in(thief)
    assert come_back(client, address).status_code == 303
    begin(thief)
    assert come_back(thief, address).status_code == 400
    assert not is_signed_in(thief)


def test_abandoned_starts_do_not_make_the_cookie_too_large(provider_site: Site) -> None:
    """Browsers drop a cookie of more than 4 KB (facts 41)."""
    client = provider_site.browser()
    for _ in range(30):
        last = begin(client, f"/login/oidc?next=/{secrets.token_urlsafe(999)[:199]}")
    cookie = client.get_cookie(client.application.config["SESSION_COOKIE_NAME"])
    assert cookie is not None
    assert len(cookie.value) < 3000
    assert come_back(client, approve(last, "olga")).status_code == 303


def test_signing_in_leads_to_the_page_that_was_wanted(provider_site: Site) -> None:
    client, wanted = provider_site.browser(), "/account?from=a mail&name=\u05d3\u05e0\u05d4"
    page = client.get("/login", query_string={"next": wanted}).text
    through = next(address for address in links(page) if address.startswith("/login/oidc"))
    answer = come_back(client, approve(begin(client, through), "olga"))
    assert (answer.status_code, answer.location) == (303, iri_to_uri(wanted))
    assert is_signed_in(client)


def test_a_wrong_password_does_not_lose_the_page_that_was_wanted(provider_site: Site) -> None:
    client = provider_site.browser()
    form = inputs(client.get("/login?next=/account").text) | {"email": "olga@example.com", "password": "wrong"}
    assert "/login/oidc?next=/account" in links(client.post("/login", data=form).text)


@pytest.mark.parametrize("wanted", ["/account", "/media/new"])
def test_each_start_keeps_its_own_page(provider_site: Site, wanted: str) -> None:
    client = provider_site.browser()
    starts = {each: begin(client, f"/login/oidc?next={each}") for each in ("/account", "/media/new")}
    # Parameters of the callback itself do not count.
    assert come_back(client, approve(starts[wanted], "olga") + "&next=/media/5&next_page=/media/5").location == wanted


FOREIGN = ["https://evil.example/", "//evil.example", "/\\evil.example", "/\t/evil.example", "\\/evil", "javascript:1"]


@pytest.mark.parametrize("wanted", ["", *FOREIGN, "/" + "x" * 200])
def test_a_page_of_another_site_or_a_long_address_is_not_kept(provider_site: Site, wanted: str) -> None:
    client = provider_site.browser()
    answer = come_back(client, approve(begin(client, f"/login/oidc?next={quote(wanted)}"), "olga"))
    assert (answer.status_code, answer.location) == (303, "/media")


def test_a_site_without_a_provider_does_not_offer_one(site: Site) -> None:
    assert "oidc" not in site.browser().get("/login").text
    assert site.browser().get("/login/oidc").status_code == 404
