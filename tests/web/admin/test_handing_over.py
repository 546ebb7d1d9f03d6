"""All media of a person go to another one, after a question that merging asks too (contract 12.24, 12.32)."""

import pytest
from sqlalchemy import update

from models.media import deleting
from models.people import accounts
from models.plumbing import database
from models.tables import User
from tests.vocabulary.maker import NOW
from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.site import Site
from tests.web.admin.conftest import Admin


def test_all_media_of_a_person_is_handed_over_after_a_question(admin: Admin, site: Site) -> None:
    owner, heir = site.maker.user(), named(site, "Hans Heir")
    media_ids, others = [site.media(owner), site.media(owner)], site.media()
    address = f"/admin/users/{owner.id}"
    asked = admin.post(address, do="hand_over", email=heir.email)
    assert (asked.status_code, heading(asked.text)) == (200, "Hand over the media of “Louise Smith”?")
    assert "2 media items of Louise Smith go to Hans Heir (" in asked.text
    assert heir.email in asked.text
    assert may_open(site, owner, media_ids) == [200, 200]
    assert admin.client.post(address, data=inputs(asked.text)).status_code == 303
    assert "2 media items belong to" in admin.client.get(address).text
    assert may_open(site, heir, [*media_ids, others]) == [200, 200, 404]
    assert may_open(site, owner, media_ids) == [404, 404]


def test_one_media_and_none_are_counted_and_deleted_media_is_not(admin: Admin, site: Site) -> None:
    owner, heir = site.maker.user(), named(site, "Hans Heir")
    address, deleted = f"/admin/users/{owner.id}", site.media(owner)
    with database.writing() as db:
        deleting.delete_media(db, deleted, now=NOW)
    assert "0 media items of Louise Smith go to" in admin.post(address, do="hand_over", email=heir.email).text
    site.media(owner)
    assert "1 media item of Louise Smith goes to" in admin.post(address, do="hand_over", email=heir.email).text


@pytest.mark.parametrize("sure", [{}, {"sure": "yes"}])
@pytest.mark.parametrize(("do", "field"), [("hand_over", "heir"), ("merge", "email")])
def test_an_account_that_cannot_get_anything_is_refused_beside_the_field_and_nothing_is_asked(
    admin: Admin, site: Site, do: str, field: str, sure: dict[str, str]
) -> None:
    owner, disabled = site.maker.user(), site.maker.user()
    media_id = site.media(owner)
    with database.writing() as db:
        accounts.disable_user(db, disabled.id, now=NOW)
    refused = {
        "nobody@example.com": "There is no account with this email address",
        disabled.email: "This account is disabled",
        owner.email.upper(): "This is the same account",
    }
    for email, error in refused.items():
        answer = admin.post(f"/admin/users/{owner.id}", do=do, email=email, **sure)
        assert (answer.status_code, errors_beside(answer.text)) == (422, {field: error})
        assert email in answer.text, "what was typed"
    assert may_open(site, owner, [media_id]) == [200]


def test_a_question_without_its_token_is_not_asked(admin: Admin, site: Site) -> None:
    owner, heir = site.maker.user(), site.maker.user()
    for do in ("hand_over", "merge"):
        answer = admin.client.post(f"/admin/users/{owner.id}", data={"do": do, "email": heir.email})
        assert answer.status_code == 422


def named(site: Site, name: str) -> User:
    user = site.maker.user()
    with database.writing() as db:
        db.execute(update(User).where(User.id == user.id).values(name=name))
    return user


def may_open(site: Site, user: User, media_ids: list[int]) -> list[int]:
    browser = site.signed_in(user)
    return [browser.get(f"/media/{media_id}").status_code for media_id in media_ids]
