"""The pages of users: everybody with an account, never a guest; adding and finding people (contract 4.23, 12.17,
12.50)."""

import re

import pytest

from models.plumbing import database, paging
from models.tables import User
from tests.conftest import forget
from tests.vocabulary.maker import PASSWORD
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Guests, Site
from tests.web import typing_badly
from tests.web.admin.conftest import Admin
from tests.web.cli.conftest import Run, run  # noqa: F401 (a fixture)

ADA = {"email": "ada@example.com", "name": "Ada", "role": "contributor", "password": PASSWORD}


def test_guests_are_never_listed(admin: Admin, guest: Guests) -> None:
    guest().enter()
    page = admin.client.get("/admin/users").text
    assert admin.user.email in page
    assert "dana" not in page.lower()


def test_a_person_who_was_added_can_sign_in(admin: Admin, site: Site) -> None:
    assert admin.post("/admin/users/new", **ADA).status_code == 303
    page = admin.client.get("/admin/users").text
    assert "ada@example.com" in page
    browser = site.browser()
    form = inputs(browser.get("/login").text) | {"email": ADA["email"], "password": PASSWORD}
    assert browser.post("/login", data=form).status_code == 303


@pytest.mark.parametrize(("language", "role"), [("en", "Admin"), ("es", "Administrador"), ("he", "מנהל")])
def test_the_role_has_a_name_of_its_own(admin: Admin, language: str, role: str) -> None:
    """In Spanish and Hebrew it was the name of the part of the site."""
    page = admin.client.get("/admin/users", headers={"Accept-Language": language}).text
    assert re.findall(r'data-label="[^"]*">([^<]+)</td>', page) == [role]


BAD = [("email", email) for email in (*typing_badly.EMAILS, "", "\0")] + [("role", "god"), ("role", "")]
BAD += [("name", name) for name, _ in typing_badly.NAMES] + [("password", typed) for typed in ("", "short", "x" * 1001)]


@pytest.mark.parametrize(("field", "typed"), BAD)
def test_a_wrong_value_is_refused_beside_its_field(admin: Admin, site: Site, field: str, typed: str) -> None:
    answer = admin.post("/admin/users/new", **ADA | {field: typed})
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, [field])
    assert PASSWORD not in answer.text
    assert site.state()["user_account"] == 1


def test_an_email_belongs_to_one_account(admin: Admin) -> None:
    answer = admin.post("/admin/users/new", **ADA | {"email": admin.user.email.upper()})
    assert errors_beside(answer.text) == {"email": "There is already an account with this email address"}


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


@pytest.mark.parametrize("list_", ["users", "groups", "maintenance"])
def test_an_impossible_page_number_is_404(admin: Admin, list_: str) -> None:
    for number, status in (("1", 200), ("2", 404), (str(2**31 - 1), 404)):
        assert admin.client.get(f"/admin/{list_}?page={number}").status_code == status
    for odd in ("0", "-1", "", "x", "1_0", "1" + "0" * 30, "%00", "%ED%A0%80", "\u0663"):
        assert admin.client.get(f"/admin/{list_}?page={odd}").status_code == 404, odd


def test_people_are_listed_in_pages(admin: Admin, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 2)
    # All have the same name, so they stand in the order in which they came.
    emails = [admin.user.email, *(site.maker.user().email for _ in range(3))]
    pages = [admin.client.get(f"/admin/users?page={number}").text for number in (1, 2)]
    assert [[email for email in emails if email in page] for page in pages] == [emails[:2], emails[2:]]
    assert ("page=2" in pages[0], "page=1" in pages[1], "page=3" in pages[1]) == (True, True, False)


def test_people_are_searched_and_filtered_and_pages_keep_both(
    admin: Admin, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        form = ADA | {"email": f"ada{number}@example.com", "name": f"Ada {number}"}
        assert admin.post("/admin/users/new", **form).status_code == 303
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 2)
    first = admin.client.get("/admin/users?search=ÁDA&who=contributor").text
    assert [f">Ada {number}</a>" in first for number in range(3)] == [True, True, False]
    assert 'value="ÁDA"' in first
    following = re.search(r'rel="next" href="([^"]+)"', first)
    assert following
    assert ">Ada 2</a>" in admin.client.get(following[1].replace("&amp;", "&")).text
    assert "No one was found." in admin.client.get("/admin/users?search=ada&who=admin").text


@pytest.mark.parametrize("filters", ["who=god", "who=viewer&page=2", "search=x&page=2", "page=0"])
def test_a_filter_or_page_that_is_not_there_does_not_exist(admin: Admin, filters: str) -> None:
    assert admin.client.get(f"/admin/users?{filters}").status_code == 404


@pytest.mark.parametrize("typed", ["%", "%5C", "_", "%27", "%EF%B7%BA" * 100])
def test_what_is_searched_is_taken_literally(admin: Admin, typed: str) -> None:
    assert "No one was found." in admin.client.get(f"/admin/users?search={typed}").text


@pytest.mark.parametrize("typed", ["%00", "louise%00smith", "%C2%85%1F"])
def test_what_no_database_takes_counts_as_white_space(admin: Admin, site: Site, typed: str) -> None:
    site.maker.user()
    page = admin.client.get(f"/admin/users?search={typed}")
    assert (page.status_code, "Louise Smith" in page.text) == (200, True)
