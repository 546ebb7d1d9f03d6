"""People with two accounts: an admin sees, releases, links and merges them (contract 12.24)."""

import pytest
from sqlalchemy import update

from models.plumbing import database
from models.tables import User
from tests.conftest import forget
from tests.vocabulary.maker import NOW
from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.site import Site
from tests.web.admin.conftest import Admin
from tests.web.cli.conftest import Run, run  # noqa: F401 (a fixture)

OLD, NEW = "https://id.example.org 1", "https://id.example.org 2"


@pytest.fixture
def olga(admin: Admin, site: Site) -> User:
    """She was linked at the provider, and was refused as somebody else after it was moved."""
    user = site.maker.user()
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(oidc_subject=OLD, refused_subject=NEW, refused_at=NOW))
    return user


def subjects(admin: Admin, user: User) -> tuple[str | None, str | None]:
    stored = admin.stored(user)
    return stored.oidc_subject, stored.refused_subject


def test_an_admin_sees_both_accounts_at_the_provider(admin: Admin, olga: User) -> None:
    page = admin.client.get(f"/admin/users/{olga.id}").text
    assert OLD in page
    assert NEW in page


@pytest.mark.parametrize(("do", "left"), [("release", (None, None)), ("relink", (NEW, None))])
def test_it_is_released_or_linked_to_the_other_and_she_is_signed_out(
    admin: Admin, site: Site, olga: User, do: str, left: tuple[str | None, str | None]
) -> None:
    browser = site.signed_in(olga)
    assert admin.client.post(f"/admin/users/{olga.id}", data={"do": do}).status_code == 400, "without its token"
    assert subjects(admin, olga) == (OLD, NEW)
    assert admin.post(f"/admin/users/{olga.id}", do=do).status_code == 303
    assert subjects(admin, olga) == left
    assert browser.get("/media").status_code == 302
    assert admin.client.get("/media").status_code == 200


def test_an_account_that_belongs_to_another_person_by_now_is_not_taken_from_them(
    admin: Admin, site: Site, olga: User
) -> None:
    with database.writing() as db:
        db.execute(update(User).where(User.id == site.maker.user().id).values(oidc_subject=NEW))
    answer = admin.post(f"/admin/users/{olga.id}", do="relink")
    assert answer.status_code == 409
    assert "Merge the two accounts instead" in answer.text
    assert subjects(admin, olga) == (OLD, NEW)


def test_merging_asks_first(admin: Admin, site: Site, olga: User) -> None:
    heir, media_id = site.maker.user(), site.media(olga)
    address = f"/admin/users/{olga.id}"
    refused = admin.post(address, do="merge", email="nobody@example.com", sure="yes")
    assert (refused.status_code, list(errors_beside(refused.text))) == (422, ["email"])
    asked = admin.post(address, do="merge", email=heir.email)
    assert (asked.status_code, heading(asked.text)) == (200, "Merge the two accounts?")
    assert admin.stored(olga)
    answer = admin.client.post(address, data=inputs(asked.text))
    assert (answer.status_code, answer.location) == (303, f"/admin/users/{heir.id}")
    assert admin.client.get(address).status_code == 404
    assert site.signed_in(heir).get(f"/media/{media_id}").status_code == 200


def test_the_last_admin_who_signs_in_only_there_is_not_released(
    admin: Admin,
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {"ISSUER": "https://id.example.org", "CLIENT_ID": "c", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"GUESTLINK_OIDC_{name}", value)
    forget()
    with database.writing() as db:
        db.execute(update(User).where(User.id == admin.user.id).values(oidc_subject=OLD, password_hash=None))
    answer = admin.post(f"/admin/users/{admin.user.id}", do="release")
    assert answer.status_code == 409
    assert "last admin" in answer.text
    assert "last admin" in run("user", "release", admin.user.email).refused()
    assert subjects(admin, admin.user)[0] == OLD


def test_the_command_line_does_the_same(admin: Admin, site: Site, olga: User, run: Run) -> None:  # noqa: F811
    listed = next(each for each in run("user", "list", "--json").document if each["id"] == olga.id)
    assert (listed["provider_account"], listed["refused_account"]) == (OLD, NEW)
    assert run("user", "relink", olga.email, "--json").document["provider_account"] == NEW
    assert "Nobody else" in run("user", "relink", olga.email).refused()
    assert run("user", "release", olga.email, "--json").document["provider_account"] is None
    heir = site.maker.user()
    assert run("user", "merge", olga.email, heir.email, "--json").document["id"] == heir.id
    assert "There is no" in run("user", "merge", olga.email, heir.email).refused()


def test_a_person_who_signs_in_at_the_provider_needs_no_password(
    admin: Admin,
    run: Run,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    person = {"name": "Ada", "role": "contributor"}
    assert run("user", "add", "ada@example.com", "--name", "Ada", "--role", "viewer", "--provider").code == 2
    for name, value in {"ISSUER": "https://id.example.org", "CLIENT_ID": "c", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"GUESTLINK_OIDC_{name}", value)
    forget()
    added = run("user", "add", "ada@example.com", "--name", "Ada", "--role", "viewer", "--provider", "--json")
    assert added.document["role"] == "viewer"
    fields = person | {"email": "bob@example.com", "password": ""}
    assert "With OpenID Connect" in admin.client.get("/admin/users/new").text
    refused = admin.post("/admin/users/new", **fields, signs_in="password")
    assert list(errors_beside(refused.text)) == ["password"]
    assert admin.post("/admin/users/new", **fields, signs_in="provider").status_code == 303
    with database.reading() as db:
        without = db.query(User).where(User.password_hash.is_(None)).count()
    assert without == 2


def test_the_links_of_disabled_owners_are_a_setting_that_the_page_which_disables_tells(
    admin: Admin, site: Site
) -> None:
    owner = site.maker.user()
    link = site.link(site.media(owner))
    ask = f"/admin/users/{owner.id}/off"
    assert "its guest links keep working" in admin.client.get(ask).text
    assert admin.post("/admin/modules", do="disabled_owners", links="stop").status_code == 303
    assert admin.post("/admin/modules", do="disabled_owners", links="x").status_code == 422
    assert "its guest links stop until you enable the account again" in admin.client.get(ask).text
    assert site.browser().get(site.address(link)).status_code == 200
    admin.post(f"/admin/users/{owner.id}", do="state", state="off")
    gone = site.browser().get(site.address(link))
    assert (gone.status_code, "not available on this site" in gone.text) == (410, True)
    admin.post(f"/admin/users/{owner.id}", do="state", state="on")
    assert site.browser().get(site.address(link)).status_code == 200


def test_all_media_of_a_person_is_handed_over(admin: Admin, site: Site) -> None:
    owner, heir = site.maker.user(), site.maker.user()
    media_ids, others = [site.media(owner), site.media(owner)], site.media()
    address = f"/admin/users/{owner.id}"
    refused = admin.post(address, do="hand_over", email="nobody@example.com")
    assert (refused.status_code, list(errors_beside(refused.text))) == (422, ["heir"])
    assert admin.post(address, do="hand_over", email=heir.email).status_code == 303
    assert "2 media items belong to" in admin.client.get(address).text
    browser = site.signed_in(heir)
    assert [browser.get(f"/media/{media_id}").status_code for media_id in (*media_ids, others)] == [200, 200, 404]
    assert site.signed_in(owner).get(f"/media/{media_ids[0]}").status_code == 404
