"""Every form where people type a name or an email, and the command line, read what is meant (contract 6.40)."""

from sqlalchemy import select

from models.plumbing import database
from models.tables import GuestEntry
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Guests, Site
from tests.web.account.by_password import send_sign_in
from tests.web.admin.conftest import Admin, admin  # noqa: F401 (a fixture)
from tests.web.cli.conftest import Run, run  # noqa: F401 (a fixture)

NAME = "\u202b\tDana\tLevi\u202c"


def pasted(email: str) -> str:
    return f"\u200f“Dana” <mailto:{email.replace('@', '＠')}?subject=Hello>, "


def test_a_guest(guest: Guests) -> None:
    dana = guest()
    assert dana.send(dana.form(), name=NAME, email=pasted("dana@example.com")).status_code == 303
    with database.reading() as db:
        entry = db.scalars(select(GuestEntry)).one()
    assert (entry.name, entry.email) == ("Dana Levi", "dana@example.com")


def test_signing_in(site: Site) -> None:
    user = site.maker.user()
    for email in (user.email, pasted(user.email), f"{user.email.upper()}\u200b.", f"mailto:{user.email}"):
        assert send_sign_in(site.browser(), email, PASSWORD).status_code == 303, email


def test_an_admins_forms(admin: Admin, site: Site) -> None:  # noqa: F811
    added = admin.post("/admin/users/new", email=pasted("ada@example.com"), name=NAME, role="viewer", password=PASSWORD)
    assert added.status_code == 303
    assert "Dana Levi" in admin.client.get("/admin/users").text
    assert send_sign_in(site.browser(), "ada@example.com", PASSWORD).status_code == 303


def test_an_owners_forms(site: Site) -> None:
    owner, other = site.maker.user(), site.maker.user()
    media_id = site.media(owner)
    client = site.signed_in(owner)
    form = inputs(client.get(f"/media/{media_id}/guest-access/new").text) | {"name": "\u200eA\tlink\u200e"}
    client.post(f"/media/{media_id}/guest-access", data=form)
    assert "A link" in client.get(f"/media/{media_id}/guest-access").text
    form = inputs(client.get(f"/media/{media_id}/edit").text) | {"do": "add", "email": pasted(other.email)}
    assert client.post(f"/media/{media_id}/collaborators", data=form).status_code == 303
    assert site.signed_in(other).get(f"/media/{media_id}/edit").status_code == 200


def test_the_command_line(run: Run, site: Site) -> None:  # noqa: F811
    link = run("link", "create", site.media(), "--name", NAME, "--json").document
    assert link["name"] == "Dana Levi"
    arguments = ("--name", NAME, "--role", "viewer", "--password-stdin", "--json")
    person = run("user", "add", pasted("ada@example.com"), *arguments, stdin=PASSWORD).document
    assert (person["email"], person["name"]) == ("ada@example.com", "Dana Levi")
    assert run("user", "disable", pasted("ada@example.com"), "--json").document["disabled"] is True
