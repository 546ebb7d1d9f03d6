"""Admins hand one item over on its edit page, and are asked first (contract 12.32)."""

import pytest

from models.people import accounts
from models.plumbing import database
from models.tables import MediaItem, User
from tests.vocabulary.pages import heading, inputs
from tests.vocabulary.site import Site, now


def owner_of(media_id: int) -> int:
    with database.reading() as db:
        return db.get_one(MediaItem, media_id).owner_id


@pytest.fixture
def people(site: Site) -> tuple[User, User, User]:
    return site.maker.user("admin"), site.maker.user(), site.maker.user()


def test_an_admin_is_asked_and_then_the_item_has_another_owner(site: Site, people: tuple[User, User, User]) -> None:
    admin, owner, heir = people
    link = site.link(site.media(owner))
    others, browser = site.media(owner), site.signed_in(admin)
    edit = f"/media/{link.media_id}/edit"
    address = f"/media/{link.media_id}/edit/hand-over"
    page = browser.post(address, data=inputs(browser.get(edit).text) | {"email": f" {heir.email.upper()} "})
    assert heir.email in page.text
    assert owner_of(link.media_id) == owner.id, "only asked"
    answer = browser.post(address, data=inputs(page.text))
    assert (answer.status_code, answer.location) == (303, f"{edit}#hand-over")
    assert (owner_of(link.media_id), owner_of(others)) == (heir.id, owner.id)
    assert "belongs to" in browser.get(edit).text
    assert site.browser().get(site.address(link)).status_code == 200, "guests notice nothing"


@pytest.mark.parametrize("sure", [{}, {"sure": "yes"}], ids=["asked", "sure"])
def test_who_cannot_be_the_new_owner_is_refused_beside_the_field(
    site: Site, people: tuple[User, User, User], sure: dict[str, str]
) -> None:
    admin, owner, heir = people
    with database.writing() as db:
        accounts.disable_user(db, heir.id, now=now())
    media_id, browser = site.media(owner), site.signed_in(admin)
    form = inputs(browser.get(f"/media/{media_id}/edit").text)
    for email in ("", "no address", "nobody@example.com", heir.email):
        answer = browser.post(f"/media/{media_id}/edit/hand-over", data=form | {"email": email} | sure)
        assert answer.status_code == 422, email
        assert 'id="new-owner-error"' in answer.text, email
    assert owner_of(media_id) == owner.id
    if not sure:
        answer = browser.post(f"/media/{media_id}/edit/hand-over", data=form | {"email": owner.email})
        assert (answer.status_code, heading(answer.text)) == (422, "Edit")


def test_only_admins_see_it_and_may_do_it(site: Site, people: tuple[User, User, User]) -> None:
    admin, owner, heir = people
    media_id, browser = site.media(owner), site.signed_in(owner)
    assert 'id="hand-over"' in site.signed_in(admin).get(f"/media/{media_id}/edit").text
    page = browser.get(f"/media/{media_id}/edit").text
    assert 'id="hand-over"' not in page
    form = inputs(page) | {"email": heir.email, "sure": "yes"}
    assert browser.post(f"/media/{media_id}/edit/hand-over", data=form).status_code == 403
    assert owner_of(media_id) == owner.id


def test_collaborators_are_promised_only_what_every_owner_may(site: Site, people: tuple[User, User, User]) -> None:
    _admin, owner, _heir = people
    page = site.signed_in(owner).get(f"/media/{site.media(owner)}/edit").text
    assert "a person also needs the permission of an admin" in page
