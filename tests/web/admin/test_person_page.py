"""A person's page says how they sign in, in the words that fit the site (contract 12.46)."""

import pytest
from sqlalchemy import update

from models.plumbing import database
from models.tables import User
from tests.conftest import forget
from tests.vocabulary.maker import NOW
from tests.vocabulary.site import Site
from tests.web.admin.conftest import Admin

LINKED = "https://id.example.org 1"


def page_of(admin: Admin, site: Site, **values: object) -> str:
    user = site.maker.user()
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(**values))
    return admin.client.get(f"/admin/users/{user.id}").text


@pytest.mark.parametrize(("values", "said"), [
    ({"name": "Ada"}, "They can sign in with a password."),
    ({"password_hash": None}, "They have not signed in yet."),
    ({"password_hash": None, "oidc_subject": LINKED}, "their account is at a provider that this site does not use"),
    ({"disabled_at": NOW}, "They cannot sign in."),
])  # fmt: skip
def test_with_the_password_form_alone(admin: Admin, site: Site, values: dict[str, object], said: str) -> None:
    assert said in page_of(admin, site, **values)


@pytest.mark.parametrize(("values", "said"), [
    ({"name": "Ada"}, "they have only a password, and passwords are turned off here"),
    ({"oidc_subject": f"{LINKED}2"}, "They can sign in at your organisation."),
    ({"password_hash": None}, "They have not signed in yet."),
])  # fmt: skip
def test_where_people_sign_in_only_at_the_provider(
    admin: Admin, site: Site, monkeypatch: pytest.MonkeyPatch, values: dict[str, object], said: str
) -> None:
    for name, value in {"ISSUER": "https://id.example.org", "CLIENT_ID": "c", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"GUESTLINK_OIDC_{name}", value)
    monkeypatch.setenv("GUESTLINK_PASSWORD_FORM", "off")
    forget()
    with database.writing() as db:
        db.execute(update(User).where(User.id == admin.user.id).values(oidc_subject=LINKED))
    page = page_of(admin, site, **values)
    assert said in page
    assert "They can sign in with a password." not in page
    assert "Make a reset address" not in page, "it would be of no use"
