"""The pages of groups."""

import pytest

from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.site import Site
from tests.web import typing_badly
from tests.web.admin.conftest import Admin


def create_group(admin: Admin, name: str = "Teachers") -> str:
    """Create a group. Returns the address of its page."""
    answer = admin.post("/admin/groups", name=name)
    assert answer.status_code == 303
    return str(answer.headers["Location"])


def test_a_group_is_created_renamed_filled_emptied_and_deleted(admin: Admin, site: Site) -> None:
    group, ada = create_group(admin), site.maker.user()
    assert admin.post(group, do="rename", name="Guides").status_code == 303
    for _ in range(2):
        assert admin.post(group, do="add", email=ada.email).status_code == 303
    page = admin.client.get(group).text
    assert (heading(page), ada.email in page) == ("Guides", True)
    assert "1 member" in admin.client.get("/admin/groups").text
    for _ in range(2):
        assert admin.post(group, do="remove", id=str(ada.id)).status_code == 303
    assert ada.email not in admin.client.get(group).text
    assert "keep their accounts" in admin.client.get(f"{group}/delete").text
    assert heading(admin.client.get(group).text) == "Guides"
    assert admin.post(group, do="delete").status_code == 303
    for path in (group, f"{group}/delete"):
        assert admin.client.get(path).status_code == 404
    for fields in ({"do": "delete"}, {"do": "rename", "name": "X"}, {"do": "add", "email": ada.email}):
        assert admin.post(group, **fields).status_code == 404


@pytest.mark.parametrize(("typed", "words"), [*typing_badly.NAMES, ("Parents", "already a group")])
def test_a_wrong_or_taken_name_is_refused_beside_its_field(admin: Admin, typed: str, words: str) -> None:
    group = create_group(admin)
    create_group(admin, "Parents")
    for address, fields in (("/admin/groups", {}), (group, {"do": "rename"})):
        answer = admin.post(address, name=typed, **fields)
        assert answer.status_code == 422
        assert words.replace("a name", "a group name") in errors_beside(answer.text)["name"]
    assert heading(admin.client.get(group).text) == "Teachers"


@pytest.mark.parametrize("typed", ["", "\0", "nobody@example.com", *typing_badly.EMAILS])
def test_an_unknown_person_or_group_is_refused(admin: Admin, typed: str) -> None:
    group = create_group(admin)
    answer = admin.post(group, do="add", email=typed)
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, ["email"])
    if "\0" not in typed:
        assert inputs(answer.text)["email"] == typed


def test_forged_and_unknown_changes_change_nothing(admin: Admin) -> None:
    group = create_group(admin)
    for fields in ({}, {"do": "nonsense"}):
        assert admin.post(group, **fields).status_code == 400
    for fields in ({"do": "delete"}, {"do": "remove", "id": "1"}):
        assert admin.client.post(group, data=fields).status_code == 400
    for number in ("", "x", "1" + "0" * 30):
        assert admin.post(group, do="remove", id=number).status_code == 404
    assert admin.client.post("/admin/groups", data={"name": "Forged"}).status_code == 422
    assert "Forged" not in admin.client.get("/admin/groups").text
    assert heading(admin.client.get(group).text) == "Teachers"
