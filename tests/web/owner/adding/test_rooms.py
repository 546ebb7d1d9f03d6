"""Adding a room."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.plumbing import database
from models.tables import MediaItem
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
