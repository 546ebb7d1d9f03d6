"""Adding a room."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.plumbing import database
from models.tables import MediaItem, Room
from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.rooms import ROOM_URL
from tests.vocabulary.site import Site


def test_an_owner_adds_a_room(owner_client: FlaskClient) -> None:
    form = inputs(owner_client.get("/media/new-room").text) | {"title": "Board", "join_url": ROOM_URL}
    form.pop("channel", None)
    answer = owner_client.post("/media/new-room", data=form)
    assert heading(owner_client.get(answer.location).text) == "Board"
    with database.reading() as db:
        assert db.scalars(select(MediaItem.kind)).all() == ["room"]


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://x", "\0", "https://e.org/" + "x" * 3000])
def test_a_bad_address_is_refused_beside_its_field_and_the_title_is_kept(
    site: Site, owner_client: FlaskClient, url: str
) -> None:
    form = inputs(owner_client.get("/media/new-room").text) | {"title": "Board", "join_url": url}
    answer = owner_client.post("/media/new-room", data=form)
    assert answer.status_code == 422
    assert set(errors_beside(answer.text)) == {"join_url"}
    assert inputs(answer.text)["title"] == "Board"
    assert site.state()["media_item"] == 0


def test_the_address_is_kept_as_browsers_read_it(owner_client: FlaskClient) -> None:
    form = inputs(owner_client.get("/media/new-room").text) | {
        "title": "Board",
        "join_url": "Bücher.example/Unser Raum",
    }
    form.pop("channel", None)
    owner_client.post("/media/new-room", data=form)
    with database.reading() as db:
        assert db.scalars(select(Room.join_url)).all() == ["https://xn--bcher-kva.example/Unser%20Raum"]


def test_one_persons_own_way_in_is_taken_after_it_was_confirmed(site: Site, owner_client: FlaskClient) -> None:
    url = "https://bbb.example/bigbluebutton/api/join?meetingID=a&checksum=1"
    form = inputs(owner_client.get("/media/new-room").text) | {"title": "Board", "join_url": url}
    assert "personal" not in form
    form.pop("channel", None)
    warned = owner_client.post("/media/new-room", data=form)
    assert warned.status_code == 422
    assert "checksum that was made for one person" in errors_beside(warned.text)["join_url"]
    kept = inputs(warned.text)
    assert (kept["title"], kept["join_url"], "personal" in kept) == ("Board", url, True)
    assert "Use it all the same" in warned.text
    assert site.state()["media_item"] == 0
    other_mistake = owner_client.post("/media/new-room", data=form | {"personal": "y", "title": ""})
    assert re.search(r"<input[^>]*checked[^>]*personal", other_mistake.text), "the box stays ticked"
    assert owner_client.post("/media/new-room", data=form | {"personal": "y"}).status_code == 303
    with database.reading() as db:
        assert db.scalars(select(Room.join_url)).all() == [url]
