"""A site whose people sign in at an imitation of a provider."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.plumbing import database
from models.tables import User
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import links
from tests.vocabulary.site import Site
from tests.web.account.by_password import is_signed_in
from tests.web.account.imitation import Imitation
from tests.web.account.provider import site_with_provider

VERIFIED = {"email": "olga@example.com", "email_verified": True, "name": "Olga"}


def site_at(there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch, **settings: str) -> Site:
    for name, value in settings.items():
        monkeypatch.setenv(f"GUESTLINK_{name}", value)
    return site_with_provider(maker, settings.get("OIDC_ISSUER", there.address), monkeypatch, secret=there.secret)


def people() -> list[tuple[str, str, str]]:
    with database.reading() as db:
        return [(user.email, user.name, user.role) for user in db.scalars(select(User).order_by(User.id))]


def attempt(site: Site, there: Imitation) -> tuple[FlaskClient, TestResponse]:
    client = site.browser()
    return client, there.sign_in(client)


def assert_in(site: Site, there: Imitation) -> None:
    client, answer = attempt(site, there)
    assert answer.status_code == 303, answer.text
    assert is_signed_in(client)


def refusal(site: Site, there: Imitation) -> str:
    """The words of a refused sign-in, with its status."""
    client, answer = attempt(site, there)
    assert not is_signed_in(client)
    assert "/login" in links(answer.text)
    return f"{answer.status_code} {answer.text}"
