"""People with two accounts: an admin sees, releases, links and merges them (contract 12.24)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update

from models.files import unfinished
from models.plumbing import database
from models.tables import User
from tests.conftest import forget
from tests.vocabulary.maker import NOW
from tests.vocabulary.pages import heading, inputs
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


def test_the_unfinished_uploads_of_an_account_that_was_merged_are_gone(
    admin: Admin,
    site: Site,
    run: Run,  # noqa: F811
) -> None:
    first, second, heir = (site.maker.user() for _ in range(3))
    now = datetime.now(UTC)
    begin = [unfinished.begin(each.id, length=9, title="A", metadata="", now=now) for each in (first, second, heir)]
    admin.post(f"/admin/users/{first.id}", do="merge", email=heir.email)
    assert all(upload.path.exists() for upload in begin), "it was only asked"
    admin.post(f"/admin/users/{first.id}", do="merge", email=heir.email, sure="yes")
    assert run("user", "merge", second.email, heir.email).code == 0
    assert [upload.path.exists() for upload in begin] == [False, False, True]


def test_the_last_admin_is_not_asked_whether_to_merge(admin: Admin, site: Site) -> None:
    answer = admin.post(f"/admin/users/{admin.user.id}", do="merge", email=site.maker.user().email)
    assert answer.status_code == 409
    assert "last admin" in answer.text
