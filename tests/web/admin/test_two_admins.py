"""Two admins have one page open. What the first saves is not undone when the second changes another field (contract
4.37)."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import select

from models.people import stopping, user_groups
from models.plumbing import database
from models.site import look, modules
from models.tables import AuditEntry, User, UserGroup
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Site
from tests.web.admin.conftest import Admin

RULES = {"permits": "role", "minimal_role": "contributor"}
RULES |= dict.fromkeys(("default_clicks", "most_clicks", "default_days", "most_days"), "")
LOOK = dict.fromkeys(("site_name", "accent", "privacy_notice", "privacy_url"), "")


@dataclass
class Page:
    """A page with a form, what the form shows at first, and how to read what is stored, in the same words."""

    address: str
    do: str | None
    shows: dict[str, str]
    stored: Callable[[], dict[str, str]]


def texts(values: dict[str, object]) -> dict[str, str]:
    return {name: "" if value is None else str(value) for name, value in values.items()}


def stored_person(user: User) -> dict[str, str]:
    with database.reading() as db:
        row = db.get_one(User, user.id)
        return {"name": row.name, "email": row.email, "role": row.role}


def stored_look() -> dict[str, str]:
    with database.reading() as db:
        return texts({**vars(look.look(db)), "site_name": look.look(db).name})


def stored_rules() -> dict[str, str]:
    with database.reading() as db:
        return texts(vars(modules.rules_of(modules.modules(db)["Invitetomedia"])))


def stored_links() -> dict[str, str]:
    with database.reading() as db:
        return {"links": "stop" if stopping.links_stop(db) else "work"}


def page(site: Site, name: str) -> Page:
    user = site.maker.user("viewer")
    with database.writing() as db:
        group_id = user_groups.create_group(db, "Teachers").id

    def stored_group() -> dict[str, str]:
        with database.reading() as db:
            return {"name": db.get_one(UserGroup, group_id).name}

    person = f"/admin/users/{user.id}"
    details = {"name": user.name, "email": user.email}
    return {
        "details": Page(person, "details", details, lambda: stored_person(user)),
        "role": Page(person, "role", {"role": "viewer"}, lambda: stored_person(user)),
        "group": Page(f"/admin/groups/{group_id}", "rename", {"name": "Teachers"}, stored_group),
        "look": Page("/admin/theming", None, LOOK, stored_look),
        "rules": Page("/admin/modules", "rules", RULES, stored_rules),
        "links": Page("/admin/modules", "disabled_owners", {"links": "work"}, stored_links),
    }[name]


def send(admin: Admin, opened: str, page: Page, **typed: str) -> tuple[int, str]:
    """Send the form of the page that was opened."""
    shown = {name: text for name, text in inputs(opened).items() if name.startswith("shown_")}
    fields = {**page.shows, **typed, **({"do": page.do} if page.do else {})}
    answer = admin.post(page.address, **shown, **fields)
    return answer.status_code, answer.text


FIELDS = [
    ("details", "name", "Ada"), ("details", "email", "ada@example.com"), ("role", "role", "contributor"),
    ("group", "name", "Staff"), ("links", "links", "stop"),
    ("look", "site_name", "Ganim"), ("look", "accent", "#0a7d6c"), ("look", "privacy_notice", "We keep\nlittle. \"&"),
    ("look", "privacy_url", "https://example.org/p"),
    ("rules", "permits", "named"), ("rules", "minimal_role", "admin"), ("rules", "default_clicks", "5"),
    ("rules", "most_clicks", "50"), ("rules", "default_days", "7"), ("rules", "most_days", "30"),
]  # fmt: skip
OTHERS = {"name": "Zoë", "email": "zoe@example.com", "role": "admin", "site_name": "Theirs", "accent": "#111111"}
OTHERS |= {"privacy_notice": "Theirs", "privacy_url": "https://example.net/", "minimal_role": "viewer"}
OTHERS |= {"default_clicks": "4", "most_clicks": "40", "default_days": "6", "most_days": "20"}


@pytest.mark.parametrize(("form", "field", "value"), FIELDS)
def test_what_somebody_else_has_saved_stays(admin: Admin, site: Site, form: str, field: str, value: str) -> None:
    each = page(site, form)
    opened = admin.client.get(each.address).text
    assert send(admin, opened, each, **{field: value})[0] == 303
    assert each.stored()[field] == value
    # They change nothing, or each other field.
    assert send(admin, opened, each)[0] == 303
    others = {name: OTHERS[name] for name in each.shows if name not in {field, "permits"} and name in OTHERS}
    for name, theirs in others.items():
        assert send(admin, opened, each, **{name: theirs})[0] == 303, name
    assert {name: each.stored()[name] for name in [field, *others]} == {field: value} | others


@pytest.mark.parametrize(("form", "field", "value"), [row for row in FIELDS if row[1] in OTHERS])
def test_what_both_have_changed_is_refused_once_and_what_is_saved_stands_beside_it(
    admin: Admin, site: Site, form: str, field: str, value: str
) -> None:
    each, mine = page(site, form), OTHERS[field]
    opened = admin.client.get(each.address).text
    assert send(admin, opened, each, **{field: value})[0] == 303
    status, again = send(admin, opened, each, **{field: mine})
    assert (status, each.stored()[field]) == (409, value)
    assert "This was changed in the meantime" in again
    [(where, said)] = errors_beside(again).items()
    assert where in {field, f"own-{field}"}
    assert said.startswith("Saved now: ")
    assert send(admin, again, each, **{field: mine})[0] == 303
    assert each.stored()[field] == mine


@pytest.mark.parametrize(("form", "field", "value"), FIELDS)
def test_a_form_that_is_sent_twice_is_noted_once(admin: Admin, site: Site, form: str, field: str, value: str) -> None:
    each = page(site, form)
    opened = admin.client.get(each.address).text
    assert [send(admin, opened, each, **{field: value})[0] for _ in range(2)] == [303, 303]
    with database.reading() as db:
        assert len(db.scalars(select(AuditEntry.id)).all()) == 1
