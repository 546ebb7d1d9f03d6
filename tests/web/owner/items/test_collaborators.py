"""Collaborators on the edit page: added by email, removed, and what is refused (contract 4.18)."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select
from werkzeug.test import TestResponse

from models.plumbing import database
from models.tables import AuditEntry, MediaCollaborator, User
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Site


def post(client: FlaskClient, media_id: int, **typed: str) -> TestResponse:
    token = inputs(client.get("/media/new").text)["csrf_token"]
    return client.post(f"/media/{media_id}/collaborators", data={"csrf_token": token} | typed)


def row_of(media_id: int, user: User) -> int | None:
    with database.reading() as db:
        rows = select(MediaCollaborator.id).where(MediaCollaborator.media_id == media_id)
        return db.scalar(rows.where(MediaCollaborator.user_id == user.id))


def remove(client: FlaskClient, media_id: int, user: User) -> TestResponse:
    return post(client, media_id, do="remove", collaborator_id=str(row_of(media_id, user) or 999))


def are_collaborators(media_id: int, *users: User) -> bool:
    return all(row_of(media_id, user) for user in users)


def test_a_collaborator_is_added_by_email_may_edit_and_is_removed(
    site: Site, owner_client: FlaskClient, media_id: int
) -> None:
    helper = site.maker.user("viewer")
    helping, page = site.signed_in(helper), f"/media/{media_id}/edit"
    assert helping.get(page).status_code == 404
    for _ in range(2):
        assert post(owner_client, media_id, do="add", email=f" {helper.email.upper()} ").status_code == 303
    assert owner_client.get(page).text.count(f"Remove collaborator: {helper.email}") == 1
    assert helping.get(page).status_code == 200
    row = str(row_of(media_id, helper))
    for _ in range(2):
        answer = post(owner_client, media_id, do="remove", collaborator_id=row)
        assert (answer.status_code, answer.location) == (303, f"{page}#collaborators")
    assert helping.get(page).status_code == 404
    with database.reading() as db:
        told = db.execute(select(AuditEntry.act, AuditEntry.detail).order_by(AuditEntry.id)).all()
    assert told == [("collaborator_added", helper.email), ("collaborator_removed", helper.email)]


def test_a_collaborator_who_removes_themselves_is_led_to_my_media(
    site: Site, owner_client: FlaskClient, media_id: int
) -> None:
    helper = site.maker.user()
    post(owner_client, media_id, do="add", email=helper.email)
    answer = remove(site.signed_in(helper), media_id, helper)
    assert (answer.status_code, answer.location) == (303, "/media")


def test_nothing_tells_whether_somebody_has_an_account(site: Site, owner_client: FlaskClient, media_id: int) -> None:
    helper, page = site.maker.user(), f"/media/{media_id}/edit"
    shown = []
    for email in (helper.email, "nobody@example.com"):
        answer = post(owner_client, media_id, do="add", email=email)
        after = owner_client.get(page).text.replace(email, "EMAIL")
        listed = re.search(r'<section class="card" id="collaborators".*?</section>', after, re.DOTALL)
        assert listed is not None
        same = re.sub(r'(csrf_token|collaborator_id)"( value="[^"]*")?', "", listed.group())
        flashed = "If this person has an account on this site, they can edit this media now." in after
        shown.append((answer.status_code, answer.location, len(answer.data), flashed, re.sub(r'value="\d+"', "", same)))
        row = MediaCollaborator.media_id == media_id, MediaCollaborator.email == email
        with database.writing() as db:
            db.execute(delete(MediaCollaborator).where(*row))
    assert shown[0] == shown[1]
    assert shown[0][3]


@pytest.mark.parametrize("email", ["", "x", "a\0@example.com", "x" * 5000])
def test_an_impossible_email_is_refused_beside_its_field(owner_client: FlaskClient, media_id: int, email: str) -> None:
    answer = post(owner_client, media_id, do="add", email=email)
    assert answer.status_code == 422
    assert list(errors_beside(answer.text)) == ["email"]
    assert inputs(answer.text)["title"] == "A title"
    assert email != "x" or inputs(answer.text)["email"] == email


@pytest.mark.parametrize("user_id", ["", "x", "-1", "9" * 30, "\0"])
def test_a_bad_id_or_token_changes_no_collaborator(
    site: Site, owner_client: FlaskClient, media_id: int, user_id: str
) -> None:
    helper = site.maker.user()
    post(owner_client, media_id, do="add", email=helper.email)
    assert post(owner_client, media_id, do="remove", collaborator_id=user_id).status_code == 400
    assert (
        post(
            owner_client, media_id, do="remove", collaborator_id=str(row_of(media_id, helper)), csrf_token="x"
        ).status_code
        == 400
    )
    assert post(owner_client, media_id, do="add", email=site.maker.user().email, csrf_token="x").status_code == 422
    assert are_collaborators(media_id, helper)


def test_an_owner_cannot_add_collaborators_to_another_item(site: Site, owner_client: FlaskClient) -> None:
    elsewhere, user = site.media(), site.maker.user()
    assert post(owner_client, elsewhere, do="add", email=user.email).status_code == 404
    assert not are_collaborators(elsewhere, user)


def test_a_blank_email_is_asked_for(owner_client: FlaskClient, media_id: int) -> None:
    answer = post(owner_client, media_id, do="add", email=" ")
    assert errors_beside(answer.text) == {"email": "Enter an email address"}
