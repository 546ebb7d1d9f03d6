"""Collaborators on the edit page: added by email, removed, and what is refused (contract 4.18)."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.plumbing import database
from models.tables import MediaCollaborator, User
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Site


def post(client: FlaskClient, media_id: int, **typed: str) -> TestResponse:
    token = inputs(client.get("/media/new").text)["csrf_token"]
    return client.post(f"/media/{media_id}/collaborators", data={"csrf_token": token} | typed)


def are_collaborators(media_id: int, *users: User) -> bool:
    with database.reading() as db:
        return all(db.get(MediaCollaborator, (media_id, user.id)) for user in users)


def test_a_collaborator_is_added_by_email_may_edit_and_is_removed(
    site: Site, owner_client: FlaskClient, media_id: int
) -> None:
    helper = site.maker.user("viewer")
    helping, page = site.signed_in(helper), f"/media/{media_id}/edit"
    assert helping.get(page).status_code == 404
    for _ in range(2):
        assert post(owner_client, media_id, do="add", email=f" {helper.email} ").status_code == 303
    assert owner_client.get(page).text.count(helper.email) == 1
    assert helping.get(page).status_code == 200
    for _ in range(2):
        answer = post(owner_client, media_id, do="remove", user_id=str(helper.id))
        assert (answer.status_code, answer.location) == (303, f"{page}#collaborators")
    assert helping.get(page).status_code == 404


def test_a_collaborator_who_removes_themselves_is_led_to_my_media(
    site: Site, owner_client: FlaskClient, media_id: int
) -> None:
    helper = site.maker.user()
    post(owner_client, media_id, do="add", email=helper.email)
    answer = post(site.signed_in(helper), media_id, do="remove", user_id=str(helper.id))
    assert (answer.status_code, answer.location) == (303, "/media")


@pytest.mark.parametrize("email", ["who@example.com", "", "x", "a\0@example.com", "x" * 5000])
def test_an_unknown_or_impossible_email_is_refused_beside_its_field(
    owner_client: FlaskClient, media_id: int, email: str
) -> None:
    answer = post(owner_client, media_id, do="add", email=email)
    assert answer.status_code == 422
    assert list(errors_beside(answer.text)) == ["email"]
    assert inputs(answer.text)["title"] == "A title"
    assert email not in {"who@example.com", "x"} or inputs(answer.text)["email"] == email


@pytest.mark.parametrize("user_id", ["", "x", "-1", "9" * 30, "\0"])
def test_a_bad_id_or_token_changes_no_collaborator(
    site: Site, owner_client: FlaskClient, media_id: int, user_id: str
) -> None:
    helper = site.maker.user()
    post(owner_client, media_id, do="add", email=helper.email)
    assert post(owner_client, media_id, do="remove", user_id=user_id).status_code == 400
    assert post(owner_client, media_id, do="remove", user_id=str(helper.id), csrf_token="x").status_code == 400
    assert post(owner_client, media_id, do="add", email=site.maker.user().email, csrf_token="x").status_code == 422
    assert are_collaborators(media_id, helper)


def test_an_owner_cannot_add_collaborators_to_another_item(site: Site, owner_client: FlaskClient) -> None:
    elsewhere, user = site.media(), site.maker.user()
    assert post(owner_client, elsewhere, do="add", email=user.email).status_code == 404
    assert not are_collaborators(elsewhere, user)


def test_a_blank_email_is_asked_for(owner_client: FlaskClient, media_id: int) -> None:
    answer = post(owner_client, media_id, do="add", email=" ")
    assert errors_beside(answer.text) == {"email": "Enter an email address"}
