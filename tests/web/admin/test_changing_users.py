"""What an admin changes of a person: role, name, email, and whether they are enabled or signed in (contract 12.14 to
12.16, 12.31, 12.51)."""

import re
from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from models.files import unfinished
from models.plumbing import database
from models.tables import AuditEntry
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.site import Site
from tests.web.admin.conftest import Admin
from tests.web.cli.conftest import Run, run  # noqa: F401 (a fixture)


@pytest.mark.parametrize("role", ["viewer", "contributor", "admin"])
def test_a_new_role_counts_from_the_next_request_on(admin: Admin, site: Site, role: str) -> None:
    ada = site.maker.user("viewer")
    browser = site.signed_in(ada)
    assert browser.get("/admin/users").status_code == 403
    assert admin.post(f"/admin/users/{ada.id}", do="role", role=role).status_code == 303
    assert browser.get("/admin/users").status_code == (200 if role == "admin" else 403)


@pytest.mark.parametrize("role", ["", "god", "\0"])
def test_an_unknown_role_is_refused(admin: Admin, role: str) -> None:
    answer = admin.post(f"/admin/users/{admin.user.id}", do="role", role=role)
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, ["role"])
    assert admin.stored(admin.user).role == "admin"


def test_a_disabled_person_is_signed_out_at_once_and_can_sign_in_when_enabled(admin: Admin, site: Site) -> None:
    ada = site.maker.user()
    browser, address = site.signed_in(ada), f"/admin/users/{ada.id}"
    assert "signed out everywhere" in admin.client.get(f"{address}/off").text
    assert browser.get("/media").status_code == 200
    for state in ("off", "off", "on", "on"):
        assert admin.post(address, do="state", state=state).status_code == 303
        assert browser.get("/media").status_code == 302
        assert (admin.stored(ada).disabled_at is None) is (state == "on")
    form = inputs(browser.get("/login").text) | {"email": ada.email, "password": PASSWORD}
    assert browser.post("/login", data=form).status_code == 303


def test_the_unfinished_uploads_of_a_disabled_person_are_gone_and_those_of_others_stay(
    admin: Admin,
    site: Site,
    run: Run,  # noqa: F811
) -> None:
    people = [site.maker.user() for _ in range(3)]
    length, now = 8 * 1024**2, datetime.now(UTC)
    uploads = [unfinished.begin(each.id, length=length, title="A film", metadata="", now=now) for each in people]
    admin.post(f"/admin/users/{people[0].id}", do="state", state="off")
    assert [upload.path.exists() for upload in uploads] == [False, True, True]
    assert run("user", "disable", people[1].email).code == 0
    assert [upload.path.exists() for upload in uploads] == [False, False, True]
    admin.post(f"/admin/users/{people[2].id}", do="state", state="on")
    assert uploads[2].path.exists()


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
    assert "Guest links of this item are not available right now." in gone.text
    admin.post(f"/admin/users/{owner.id}", do="state", state="on")
    assert site.browser().get(site.address(link)).status_code == 200


def test_the_last_admin_cannot_be_disabled_or_given_another_role(admin: Admin, run: Run) -> None:  # noqa: F811
    address = f"/admin/users/{admin.user.id}"
    for fields in ({"do": "role", "role": "viewer", "sure": "yes"}, {"do": "state", "state": "off"}):
        answer = admin.post(address, **fields)
        assert answer.status_code == 409
        assert "last admin" in answer.text
    assert "last admin" in run("user", "disable", admin.user.email).refused()
    assert "last admin" in run("user", "role", admin.user.email, "viewer").refused()
    assert (admin.stored(admin.user).role, admin.stored(admin.user).disabled_at) == ("admin", None)


def test_an_admin_who_gives_up_being_one_is_asked_first(admin: Admin, site: Site) -> None:
    site.maker.user("admin")
    address = f"/admin/users/{admin.user.id}"
    asked = admin.post(address, do="role", role="viewer")
    assert (asked.status_code, heading(asked.text)) == (200, "Give up being an admin?")
    assert admin.stored(admin.user).role == "admin"
    answer = admin.client.post(address, data=inputs(asked.text))
    assert (answer.status_code, answer.location) == (303, "/media")
    assert "You are no longer an admin." in admin.client.get("/media").text
    assert admin.stored(admin.user).role == "viewer"


def test_the_command_line_sets_a_role_and_enables(admin: Admin, site: Site, run: Run) -> None:  # noqa: F811
    ada = site.maker.user("viewer")
    assert run("user", "role", ada.email, "admin", "--json").document["role"] == "admin"
    assert run("user", "disable", ada.email, "--json").document["disabled"]
    assert not run("user", "enable", ada.email, "--json").document["disabled"]
    assert "There is no" in run("user", "enable", "nobody@example.com").refused()
    assert "There is no" in run("user", "role", "nobody@example.com", "viewer").refused()
    assert run("user", "role", ada.email, "god").code == 2


def test_forged_and_unknown_changes_change_nothing(admin: Admin, site: Site) -> None:
    ada = site.maker.user()
    address = f"/admin/users/{ada.id}"
    for fields in ({"do": "state", "state": "flip"}, {"do": "nonsense"}, {}):
        assert admin.post(address, **fields).status_code == 400
    assert admin.client.post(address, data={"do": "state", "state": "off"}).status_code == 400
    assert admin.client.post(address, data={"do": "role", "role": "admin"}).status_code == 422
    assert (admin.stored(ada).disabled_at, admin.stored(ada).role) == (None, "contributor")


def test_name_and_email_are_changed_and_what_differs_is_noted(admin: Admin, site: Site) -> None:
    ada = site.maker.user()
    address = f"/admin/users/{ada.id}"
    assert admin.post(address, do="details", name="Ada", email=ada.email).status_code == 303
    assert admin.post(address, do="details", name="Ada", email="NEW@example.org").status_code == 303
    assert (admin.stored(ada).name, admin.stored(ada).email) == ("Ada", "new@example.org")
    with database.reading() as db:
        noted = [(entry.act, entry.detail) for entry in db.scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert noted == [
        ("user_renamed", f"{ada.name} → Ada"),
        ("user_address_set", f"{ada.email} → new@example.org"),
    ]


@pytest.mark.parametrize(("field", "typed"), [("name", ""), ("email", "x"), ("email", "taken")])
def test_a_name_or_email_that_cannot_be_used_is_refused_and_nothing_changes(
    admin: Admin, site: Site, field: str, typed: str
) -> None:
    ada = site.maker.user()
    form = {"name": "Changed", "email": "new@example.org"} | {field: admin.user.email if typed == "taken" else typed}
    answer = admin.post(f"/admin/users/{ada.id}", do="details", **form)
    beside = {"email": "own-email"}.get(field, field)
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, [beside])
    assert (admin.stored(ada).name, admin.stored(ada).email) == (ada.name, ada.email)


def test_an_admin_ends_one_browser_of_a_person_or_all(admin: Admin, site: Site) -> None:
    ada, other = site.maker.user(), site.maker.user()
    browsers = [site.signed_in(ada) for _ in range(3)]
    elsewhere = site.signed_in(other)
    page = admin.client.get(f"/admin/users/{ada.id}").text
    ids = re.findall(r'name="do" value="end_session">\s*<input type="hidden" name="id" value="(\d+)"', page)
    assert len(ids) == 3
    # The id of another person's sign-in ends nothing.
    assert admin.post(f"/admin/users/{other.id}", do="end_session", id=ids[0]).status_code == 303
    assert admin.post(f"/admin/users/{ada.id}", do="end_session", id=ids[0]).status_code == 303
    assert sorted(browser.get("/media").status_code for browser in browsers) == [200, 200, 302]
    assert admin.post(f"/admin/users/{ada.id}", do="end_sessions").status_code == 303
    assert [browser.get("/media").status_code for browser in browsers] == [302, 302, 302]
    assert elsewhere.get("/media").status_code == 200


def test_the_command_line_changes_name_and_email(admin: Admin, site: Site, run: Run) -> None:  # noqa: F811 (a fixture)
    ada = site.maker.user()
    assert run("user", "rename", ada.email, "Ada", "--json").document["name"] == "Ada"
    assert run("user", "address", ada.email, "new@example.org", "--json").document["email"] == "new@example.org"
    assert "already an account" in run("user", "address", "new@example.org", admin.user.email).refused()
    assert admin.stored(ada).email == "new@example.org"
