"""Editing a link: what is judged and kept, and what its owner is told before it lives again (contract 2.52, 4.47)."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.plumbing import database
from models.tables import AuditEntry, Module, User
from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.site import Site
from tests.web.owner.links.conftest import Window
from tests.web.owner.links.edits import EDIT, edit, link, store


def _acts() -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def _columns() -> dict[str, object]:
    return {name: value for name, value in vars(link()).items() if name not in {"_sa_instance_state", "media"}}


def test_the_form_shows_what_is_stored_and_sent_as_it_is_it_changes_nothing(made: Window) -> None:
    before = _columns()
    form = made.form(EDIT)
    assert (form["name"], form["clicks"], form["starts_at"]) == ("For the team", "5", "")
    assert form["ends_at"] == link().expires_at.strftime("%Y-%m-%dT%H:%M")  # type: ignore[union-attr]
    answer = edit(made)
    assert (answer.status_code, answer.location) == (303, f"{made.address}?link=1#link-1")
    assert _columns() == before
    assert _acts() == ["link_created"]


def test_all_four_fields_are_changed_under_the_same_address(site: Site, made: Window) -> None:
    address = site.address(link())
    answer = edit(made, name="For all", clicks="9", starts_at="2026-12-31T18:00", ends_at="31 January 2027, 18:00")
    assert answer.status_code == 303
    changed = link()
    assert (changed.name, changed.click_limit) == ("For all", 9)
    assert changed.starts_at == datetime(2026, 12, 31, 18, tzinfo=UTC)
    assert changed.expires_at == datetime(2027, 1, 31, 18, tzinfo=UTC)
    assert site.address(changed) == address
    assert _acts() == ["link_created", "link_edited"]


def test_blank_is_no_limit_and_no_end(made: Window) -> None:
    assert edit(made, clicks="", ends_at=" ").status_code == 303
    assert (link().click_limit, link().expires_at) == (None, None)


def test_only_what_differs_is_written(made: Window) -> None:
    """The end has seconds that the field does not show."""
    end = link().expires_at
    edit(made, name="Another")
    assert (link().name, link().expires_at) == ("Another", end)


def test_fields_that_are_not_sent_stay(made: Window) -> None:
    token = made.form(EDIT)["csrf_token"]
    answer = made.client.post(f"{made.address}/{EDIT}", data={"csrf_token": token, "name": "Only the name"})
    assert answer.status_code == 303
    assert (link().name, link().click_limit) == ("Only the name", 5)
    assert link().expires_at is not None


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("name", " ", "Enter a link name"),
        ("clicks", "1", "Number of clicks must be 2 or more: 2 have been used"),
        ("clicks", "0", "Number of clicks must be 2 or more: 2 have been used"),
        ("clicks", "-3", "Number of clicks must be 2 or more: 2 have been used"),
        ("clicks", "many", "Number of clicks must be a whole number, like 10"),
        ("clicks", "1000001", "Number of clicks must be 1,000,000 or fewer"),
        ("ends_at", "2020-01-01T00:00", "The end must be in the future"),
        ("ends_at", "soon", "Enter a date and time, like 31 December 2026, 18:00"),
        ("starts_at", "soon", "Enter a date and time, like 31 December 2026, 18:00"),
        ("starts_at", "2099-01-01T00:00", "The end must be after the start"),
    ],
)
def test_a_wrong_field_is_refused_beside_it_and_the_rest_is_kept(
    made: Window, field: str, typed: str, words: str
) -> None:
    store(clicks=2)
    answer = edit(made, **{"name": "Kept", field: typed})
    assert (answer.status_code, errors_beside(answer.text)) == (422, {field: words})
    kept = inputs(answer.text)
    assert (kept[field], kept["name"]) == (typed, "Kept" if field != "name" else typed)
    assert link().name == "For the team"


def test_the_limit_may_be_what_is_spent(made: Window) -> None:
    store(clicks=2)
    assert edit(made, clicks="2").status_code == 303


def test_a_link_whose_clicks_are_not_used_needs_one(made: Window) -> None:
    assert errors_beside(edit(made, clicks="0").text) == {"clicks": "Number of clicks must be 1 or more"}


@pytest.mark.parametrize(("days", "moved"), [("1", 1), ("7", 7), ("30", 30)])
def test_the_small_buttons_move_the_end_in_the_form_and_save_nothing(made: Window, days: str, moved: int) -> None:
    before = link().expires_at
    assert before is not None
    answer = edit(made, later=days, name="")
    assert answer.status_code == 200
    form = inputs(answer.text)
    assert form["ends_at"] == (before + timedelta(days=moved)).strftime("%Y-%m-%dT%H:%M")
    assert (form["name"], errors_beside(answer.text)) == ("", {})
    assert link().expires_at == before
    assert made.client.post(f"{made.address}/{EDIT}", data=form | {"name": "A"}).status_code == 303
    assert link().expires_at == (before + timedelta(days=moved)).replace(second=0, microsecond=0)


@pytest.mark.parametrize("ends_at", ["31/12/2027 18:00", "2101-06-01T18:00"])
def test_the_small_buttons_move_no_end_that_cannot_be_read(made: Window, ends_at: str) -> None:
    answer = edit(made, later="7", ends_at=ends_at)
    assert inputs(answer.text)["ends_at"] == ends_at
    assert errors_beside(answer.text) == {"ends_at": "Enter a date and time, like 31 December 2026, 18:00"}


def test_times_are_in_the_zone_that_the_page_names(site: Site) -> None:
    owner = site.maker.user()
    with database.writing() as db:
        db.execute(update(User).where(User.id == owner.id).values(timezone="Europe/Berlin"))
    client = site.signed_in(owner)
    client.post("/login")
    made = site.link(site.media(owner), days=7)
    page = f"/media/{made.media_id}/guest-access/links/{made.id}/edit"
    with client.session_transaction() as session:
        session["timezone"] = "Europe/Berlin"
    form = inputs(client.get(page).text)
    assert form["zone"] == "Europe/Berlin"
    skipped = client.post(page, data=form | {"ends_at": "2027-03-28T02:30"})
    assert errors_beside(skipped.text) == {"ends_at": "This time does not exist: the clocks are put forward then"}
    assert client.post(page, data=form | {"ends_at": "2027-10-31T02:30"}).status_code == 303
    assert link().expires_at == datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "the first of two"
    assert "Europe/Berlin, UTC+02:00" in client.get(page).text


@pytest.mark.parametrize("field", ["shown_starts_at", "shown_ends_at"])
@pytest.mark.parametrize("zone", ["America/New_York", "Asia/Tokyo"])
@pytest.mark.parametrize("instant", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
def test_an_instant_that_no_page_has_shown_counts_as_what_is_stored(
    made: Window, field: str, zone: str, instant: str
) -> None:
    before = _columns()
    assert edit(made, **{field: instant, "zone": zone, "clicks": "x"}).status_code == 422
    assert _columns() == before


def test_the_admins_largest_values_bind_edits(made: Window) -> None:
    with database.writing() as db:
        db.execute(update(Module).values(most_clicks=6, most_days=10))
    assert errors_beside(edit(made, clicks="7").text) == {"clicks": "Number of clicks must be 6 or fewer"}
    assert "ends_at" in errors_beside(edit(made, ends_at="").text)
    assert edit(made, name="As before").status_code == 303


def test_the_permission_is_needed(made: Window) -> None:
    form = made.form(EDIT)
    with database.writing() as db:
        db.execute(update(Module).values(minimal_role="admin"))
    assert made.client.get(f"{made.address}/{EDIT}").status_code == 403
    answer = made.client.post(f"{made.address}/{EDIT}", data=form | {"name": "X"})
    assert answer.status_code == 403
    assert "You are not allowed to change guest links on this site." in answer.text
    assert inputs(answer.text)["name"] == "X"
    assert "Edit link" not in made.client.get(made.address).text
    assert link().name == "For the team"


def test_a_deleted_link_and_one_of_another_item_cannot_be_edited(site: Site, made: Window) -> None:
    form, other = made.form(EDIT), site.link()
    assert made.client.post(f"{made.address}/links/{other.id}/edit", data=form).status_code == 404
    made.client.post(made.address, data=made.form("links/1/delete"))
    assert made.client.post(f"{made.address}/{EDIT}", data=form).status_code == 404
    assert heading(made.client.get(f"{made.address}/{EDIT}").text) == "This page does not exist"


def test_a_limit_below_the_one_click_that_is_spent_is_refused_in_the_singular(made: Window) -> None:
    store(clicks=1)
    words = "Number of clicks must be 1 or more: 1 has been used"
    assert [errors_beside(edit(made, clicks=typed).text)["clicks"] for typed in ("0", "-3")] == [words, words]
    store(clicks=0)
    assert errors_beside(edit(made, clicks="-3").text)["clicks"] == "Number of clicks must be 1 or more"
