"""An owner changes the address of a room (contract 10.10)."""

from models.plumbing import database
from models.tables import Room
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.rooms import ROOM_URL, room
from tests.vocabulary.site import Site

OWN = "https://zoom.us/s/123?zak=x"


def address_of(media_id: int) -> str:
    with database.reading() as db:
        return db.get_one(Room, media_id).join_url


def test_the_address_changes_as_it_is_added(site: Site) -> None:
    owner = site.maker.user()
    media_id, other = room(site, owner), room(site, owner, channel=True)
    client = site.signed_in(owner)
    edit, address = f"/media/{media_id}/edit", f"/media/{media_id}/room"
    form = inputs(client.get(edit).text)
    assert (form["join_url"], "personal" in form) == (ROOM_URL, False)
    moved = client.post(address, data=form | {"join_url": "meet.jit.si/Our Room"})
    assert (moved.status_code, moved.location) == (303, f"{edit}#room")
    assert (address_of(media_id), address_of(other)) == ("https://meet.jit.si/Our%20Room", ROOM_URL)
    client.post(f"/media/{other}/room", data=form | {"join_url": "meet.jit.si/Channel"})
    assert address_of(other) == "https://meet.jit.si/Channel"


def test_one_persons_own_way_in_is_taken_after_it_was_confirmed(site: Site) -> None:
    owner = site.maker.user()
    media_id = room(site, owner)
    client, address = site.signed_in(owner), f"/media/{media_id}/room"
    form = inputs(client.get(f"/media/{media_id}/edit").text) | {"join_url": OWN}
    warned = client.post(address, data=form)
    assert warned.status_code == 422
    assert "it starts the meeting as its host" in errors_beside(warned.text)["join_url"]
    assert inputs(warned.text)["join_url"] == OWN
    assert "personal" in inputs(warned.text)
    assert address_of(media_id) == ROOM_URL
    assert client.post(address, data=form | {"personal": "y"}).status_code == 303
    assert address_of(media_id) == OWN


def test_a_wrong_address_changes_nothing_and_is_not_to_be_confirmed(site: Site) -> None:
    owner = site.maker.user()
    media_id = room(site, owner)
    client = site.signed_in(owner)
    form = inputs(client.get(f"/media/{media_id}/edit").text)
    for typed in ({"join_url": "ftp://e.org/x"}, {"join_url": "", "personal": "y"}, {"csrf_token": "x"}):
        refused = client.post(f"/media/{media_id}/room", data=form | typed)
        assert refused.status_code == 422
        assert "personal" not in inputs(refused.text)
    assert address_of(media_id) == ROOM_URL


def test_only_owners_and_only_rooms(site: Site) -> None:
    owner = site.maker.user()
    media_id, video = room(site, owner), site.media(owner)
    client, stranger = site.signed_in(owner), site.signed_in(site.maker.user())
    form = inputs(client.get(f"/media/{media_id}/edit").text) | {"join_url": "https://e.org/x"}
    assert client.post(f"/media/{video}/room", data=form).status_code == 404
    assert stranger.post(f"/media/{media_id}/room", data=form).status_code == 404
    assert "join_url" not in inputs(client.get(f"/media/{video}/edit").text)
    assert address_of(media_id) == ROOM_URL
