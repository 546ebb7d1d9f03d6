"""The edit page: it saves all fields at once, loses nothing that was typed, and refuses wrong values."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update
from werkzeug.test import TestResponse

from models.guests import guest_groups
from models.media import tags
from models.plumbing import database
from models.tables import MediaItem, MediaTag, User
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Guests, Site

TYPED = {"title": "Cells & <more>", "description": "One\r\nTwo", "tags": "biology, first year", "visibility": "site"}
WRONG = {
    "title": ["", "x" * 101, "a\0b", "a\nb"],
    "description": ["a\0b", "x" * 5001, "a\u202eb", "a\x1bb"],
    "tags": ["a, \0", "x" * 101, "a, ---", ",".join(f"t{n}" for n in range(21))],
    "visibility": ["", "everybody", "SITE", "\0"],
}


@pytest.fixture
def address(site: Site, owner: User) -> str:
    return f"/media/{site.media(owner)}/edit"


def send(client: FlaskClient, address: str, **typed: str) -> TestResponse:
    page = inputs(client.get(address).text)
    hidden = {name: value for name, value in page.items() if name == "csrf_token" or name.startswith("shown_")}
    return client.post(address, data={**hidden, **TYPED, **typed})


def stored(address: str) -> tuple[str, str, str]:
    with database.reading() as db:
        media = db.get_one(MediaItem, int(address.split("/")[2]))
        return media.title, media.description, media.visibility


def test_what_is_typed_is_saved_and_shown_on_the_pages(site: Site, owner_client: FlaskClient, address: str) -> None:
    answer = send(owner_client, address)
    assert (answer.status_code, answer.location) == (303, address)
    assert stored(address) == ("Cells & <more>", "One\nTwo", "site")
    again = owner_client.get(address).text
    assert "Saved" in again
    assert inputs(again)["tags"] == "biology, first year"
    for page in (
        owner_client.get(address.removesuffix("/edit")).text,
        owner_client.get(address.replace("edit", "preview")).text,
    ):
        assert '<li class="tag" dir="auto">first year</li>' in page
        assert "Cells &amp; &lt;more&gt;" in page


def test_a_guest_sees_tags_as_plain_text(owner_client: FlaskClient, address: str, site: Site, guest: Guests) -> None:
    send(owner_client, address, tags="<i>biology")
    dana = guest(site.link(int(address.split("/")[2])))
    dana.enter()
    assert '<li class="tag" dir="auto">&lt;i&gt;biology</li>' in dana.client.get(dana.address).text


@pytest.mark.parametrize(("field", "value"), [(field, value) for field, values in WRONG.items() for value in values])
def test_a_wrong_value_is_refused_beside_its_field_and_the_rest_is_kept(
    owner_client: FlaskClient, address: str, field: str, value: str
) -> None:
    before = stored(address)
    answer = send(owner_client, address, **{field: value})
    assert answer.status_code == 422
    assert list(errors_beside(answer.text)) == [field]
    assert stored(address) == before
    kept = inputs(answer.text)
    assert all(kept[name] == TYPED[name] for name in {"title", "tags"} - {field})
    assert field == "description" or "One\r\nTwo</textarea>" in answer.text
    assert field == "visibility" or 'value="site" checked' in answer.text


@pytest.mark.parametrize("length", [0, 5000])
def test_a_description_may_be_empty_or_long(owner_client: FlaskClient, address: str, length: int) -> None:
    assert send(owner_client, address, description="x" * length).status_code == 303
    assert len(stored(address)[1]) == length


@pytest.mark.parametrize("letter", ["א", "🦉"], ids=["Hebrew", "emoji"])
def test_a_long_description_does_not_make_its_form_too_large(
    owner_client: FlaskClient, address: str, letter: str
) -> None:
    long = letter * 5000
    send(owner_client, address, description=long)
    opened = inputs(owner_client.get(address).text) | {"visibility": "site"}
    assert owner_client.post(address, data=opened | {"description": long, "title": "Mine"}).status_code == 303
    assert stored(address) == ("Mine", long, "site")
    send(owner_client, address, description=f"{long[1:]}!")
    # The old window says what it showed, and that it was not changed.
    assert owner_client.post(address, data=opened | {"description": long, "tags": ""}).status_code == 303
    assert stored(address)[1] == f"{long[1:]}!"
    assert owner_client.post(address, data=opened | {"description": f"{long[1:]}?"}).status_code == 409


def test_20_tags_are_accepted(owner_client: FlaskClient, address: str) -> None:
    tags = ",".join(f"t{number}" for number in range(20))
    assert send(owner_client, address, tags=f"{tags}, ,T0,").status_code == 303


def test_nothing_is_saved_without_the_token_and_what_was_typed_comes_back(
    owner_client: FlaskClient, address: str
) -> None:
    before = stored(address)
    for token in ("", "x"):
        answer = owner_client.post(address, data={**TYPED, "csrf_token": token})
        assert answer.status_code == 422
        assert inputs(answer.text)["tags"] == TYPED["tags"]
    assert stored(address) == before


def test_two_windows_change_the_same_field_and_the_second_may_then_replace_it(
    owner_client: FlaskClient, address: str
) -> None:
    old = inputs(owner_client.get(address).text) | {"title": "Old window", "description": "", "visibility": "private"}
    send(owner_client, address, title="New window", description="New", visibility="site")
    # The refused page does not show what the other window has saved.
    refused = owner_client.post(address, data=old | {"title": " "})
    assert (refused.status_code, inputs(refused.text)["shown_title"]) == (422, old["shown_title"])
    answer = owner_client.post(address, data=old)
    assert answer.status_code == 409
    assert "This was changed in the meantime" in answer.text
    assert errors_beside(answer.text) == {"title": "Saved now: New window"}
    again = inputs(answer.text)
    assert (again["title"], stored(address)) == ("Old window", ("New window", "New", "site"))
    # What only the other window has changed comes along.
    assert ('value="site" checked' in answer.text, again["tags"]) == (True, TYPED["tags"])
    assert owner_client.post(address, data=again | {"description": "New", "visibility": "site"}).status_code == 303
    assert stored(address) == ("Old window", "New", "site")


def test_two_windows_change_different_fields_and_both_are_saved(owner_client: FlaskClient, address: str) -> None:
    send(owner_client, address)
    old = inputs(owner_client.get(address).text) | {"description": TYPED["description"], "visibility": "site"}
    send(owner_client, address, description="New", visibility="private")
    assert owner_client.post(address, data=old | {"title": "Old window"}).status_code == 303
    assert stored(address) == ("Old window", "New", "private")


@pytest.mark.parametrize(
    ("field", "theirs", "mine", "told"),
    [
        ("tags", "biology, zoology", "physics", "Saved now: biology, zoology"),
        ("tags", "", "physics", "Saved now: none"),
        ("description", "Theirs", "Mine", "Saved now: Theirs"),
    ],
)
def test_what_saving_again_would_replace_stands_beside_the_field(
    owner_client: FlaskClient, address: str, field: str, theirs: str, mine: str, told: str
) -> None:
    send(owner_client, address)
    opened = inputs(owner_client.get(address).text) | {"description": TYPED["description"], "visibility": "site"}
    send(owner_client, address, **{field: theirs})
    answer = owner_client.post(address, data=opened | {field: mine})
    assert (answer.status_code, errors_beside(answer.text)) == (409, {field: told})


def test_site_wide_opens_the_page_to_signed_in_people_and_private_closes_it(
    site: Site, owner_client: FlaskClient, address: str
) -> None:
    other, page = site.signed_in(site.maker.user("viewer")), address.removesuffix("/edit")
    for visibility, status in (("site", 200), ("private", 404)):
        send(owner_client, address, visibility=visibility)
        assert other.get(page).status_code == status


def test_guest_groups_are_listed_as_owned_by_the_system(
    site: Site, owner_client: FlaskClient, address: str, guest: Guests
) -> None:
    assert "Guest access groups" not in owner_client.get(address).text
    link = site.link(int(address.split("/")[2]))
    guest(link).enter()
    page = owner_client.get(address).text
    assert "They cannot be deleted here: each goes when its link is deleted." in page
    assert "System-owned" in page
    assert f'/links/{link.id}/guests">1 guest<' in page
    with database.reading() as db:
        assert guest_groups.groups_of(db, link.media_id)


def test_what_was_not_changed_is_neither_judged_nor_written(owner_client: FlaskClient, address: str) -> None:
    """Older versions accepted names that are put right or refused today."""
    media_id = int(address.split("/")[2])
    old = {"title": "\u200eA title\u200e", "description": "One\tTwo\n\nThree", "visibility": "private"}
    with database.writing() as db:
        db.execute(update(MediaItem).where(MediaItem.id == media_id).values(old))
        db.add_all([MediaTag(media_id=media_id, name=name) for name in ("\u200efirst", "---", "Second")])
    as_sent = {"description": old["description"].replace("\n", "\r\n"), "visibility": "private"}
    form = inputs(owner_client.get(address).text) | as_sent
    assert owner_client.post(address, data=form).status_code == 303
    assert stored(address) == tuple(old.values())
    with database.reading() as db:
        assert set(tags.tags_of(db, media_id)) == {"\u200efirst", "---", "Second"}
    changed = inputs(owner_client.get(address).text) | as_sent | {"title": "\u200eAnother\u200e"}
    assert owner_client.post(address, data=changed).status_code == 303
    assert stored(address)[:2] == ("Another", old["description"])
