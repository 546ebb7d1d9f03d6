"""Replacing the file of a recording, by the form and in pieces (contract 4.54)."""

import io
import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.plumbing import database
from models.tables import AuditEntry, MediaCollaborator, MediaItem
from tests.vocabulary import acts
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.piecewise import metadata, sender_in
from tests.vocabulary.site import Guests, Site, now
from tests.vocabulary.uploads import left_over


def send(client: FlaskClient, media_id: int, content: bytes) -> TestResponse:
    address = f"/media/new?replaces={media_id}"
    form = inputs(client.get(address).text)
    answer = client.post(address, data={**form, "file": (io.BytesIO(content), "x.mp4")}, buffered=True)
    answer.close()
    return answer


def test_by_the_form_the_item_its_link_and_its_guests_stay(site: Site, guest: Guests, clip: bytes) -> None:
    owner = site.maker.user()
    client, media_id = site.signed_in(owner), site.media(owner)
    visitor = guest(site.link(media_id))
    visitor.enter()
    watched = visitor.watch()
    old = client.get(f"/media/{media_id}/video").data
    answer = send(client, media_id, clip)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/media/{media_id}")
    page = client.get(f"/media/{media_id}").text
    assert "The file was replaced." in page
    assert "A title" in page
    assert client.get(f"/media/{media_id}/video").data == clip
    # The page that the guest has open names its file.
    assert visitor.client.get(f"{watched}/video?file=1").data == old
    assert visitor.client.get(f"{visitor.watch()}/video").data == clip
    with database.reading() as db:
        noted = [(entry.act, entry.media_id, entry.user_id) for entry in db.query(AuditEntry)]
    assert noted == [("file_replaced", media_id, owner.id)]


def test_somebody_with_an_account_plays_the_old_file_to_its_end(site: Site, clip: bytes) -> None:
    owner = site.maker.user()
    client, media_id = site.signed_in(owner), site.media(owner)
    with database.writing() as db:
        db.get_one(MediaItem, media_id).visibility = "site"
    viewer = site.signed_in(site.maker.user("viewer"))
    [source] = re.findall(rf"/media/{media_id}/video\?file=\d+", viewer.get(f"/media/{media_id}").text)
    old = viewer.get(source).data
    send(client, media_id, clip)
    acts.sweep(site.maker, now=now() + timedelta(hours=11))
    assert viewer.get(source).data == old
    assert viewer.get(f"/media/{media_id}/video").data == clip


def test_in_pieces_too(site: Site, clip: bytes) -> None:
    owner = site.maker.user()
    client, media_id = site.signed_in(owner), site.media(owner)
    sender = sender_in(client)
    named = metadata(filename="new.mp4", title="Another title", replaces=str(media_id))
    upload = str(sender.create(len(clip), "", Upload_Metadata=named).headers["Location"])
    told = sender.patch(upload, clip)
    assert (told.status, told.item) == (204, f"/media/{media_id}")
    assert sender.patch(upload, clip[-1:], len(clip) - 1).item == told.item
    assert client.get(f"/media/{media_id}/video").data == clip
    page = client.get(f"/media/{media_id}").text
    assert "Another title" not in page
    assert page.count("The file was replaced.") == 1
    assert site.state()["media_item"] == 1


def test_without_the_token_of_its_page_nothing_is_replaced(site: Site, clip: bytes) -> None:
    owner = site.maker.user()
    client, media_id = site.signed_in(owner), site.media(owner)
    form = {"csrf_token": "x", "title": "A title", "file": (io.BytesIO(clip), "x.mp4")}
    answer = client.post(f"/media/new?replaces={media_id}", data=form, buffered=True)
    assert answer.status_code == 422
    assert "This page was out of date" in answer.text
    assert client.get(f"/media/{media_id}/video").data == b"0123456789"


def test_a_file_that_will_not_do_changes_nothing(site: Site, owner_client: FlaskClient) -> None:
    owner = site.maker.user()
    client, media_id = site.signed_in(owner), site.media(owner)
    before = sorted(left_over())
    answer = send(client, media_id, b"Dear reader,\n" * 99)
    assert answer.status_code == 422
    assert errors_beside(answer.text)["file"]
    assert "Replace file" in answer.text
    assert sorted(left_over()) == before
    assert client.get(f"/media/{media_id}/video").data == b"0123456789"


@pytest.mark.parametrize("replaces", ["x", "0", "999", "-1"])
def test_what_is_no_item_is_not_found(site: Site, replaces: str) -> None:
    client = site.signed_in(site.maker.user())
    assert client.get(f"/media/new?replaces={replaces}").status_code == 404
    told = sender_in(client).create(10, "", Upload_Metadata=metadata(filename="x.mp4", replaces=replaces))
    assert told.status == 404


def test_only_owners_may_and_only_of_recordings(site: Site, clip: bytes) -> None:
    owner, helper = site.maker.user(), site.maker.user()
    media_id, room = site.media(owner), site.media(owner, kind="room")
    address = f"/media/new?replaces={media_id}"
    other = site.signed_in(helper)
    assert other.get(address).status_code == 404
    with database.writing() as db:
        db.get_one(MediaItem, media_id).visibility = "site"
    assert other.get(address).status_code == 403
    with database.writing() as db:
        db.add(MediaCollaborator(media_id=media_id, user_id=helper.id, email=helper.email))
    assert other.get(address).status_code == 200
    assert site.signed_in(owner).get(f"/media/new?replaces={room}").status_code == 403
    assert "Replace file" in other.get(f"/media/{media_id}/edit").text


def test_the_right_is_judged_again_when_all_pieces_have_come(site: Site, clip: bytes) -> None:
    owner, helper = site.maker.user(), site.maker.user()
    media_id = site.media(owner)
    with database.writing() as db:
        db.add(MediaCollaborator(media_id=media_id, user_id=helper.id, email=helper.email))
    sender = sender_in(site.signed_in(helper))
    named = metadata(filename="new.mp4", replaces=str(media_id))
    upload = str(sender.create(len(clip), "", Upload_Metadata=named).headers["Location"])
    with database.writing() as db:
        db.query(MediaCollaborator).delete()
    assert sender.patch(upload, clip).status == 404
    assert site.signed_in(owner).get(f"/media/{media_id}/video").data == b"0123456789"
