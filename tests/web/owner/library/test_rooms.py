"""Rooms on the owner's side: joining, and what the pages say (contract 10.1, 10.4, 10.6)."""

import re

from tests.vocabulary.rooms import ROOM_URL, room
from tests.vocabulary.site import Guests, Site


def test_an_owner_joins_and_a_stranger_gets_404(site: Site) -> None:
    owner = site.maker.user()
    media_id = room(site, owner)
    assert site.signed_in(owner).get(f"/media/{media_id}/join").location.startswith(ROOM_URL)
    assert site.signed_in(site.maker.user()).get(f"/media/{media_id}/join").status_code == 404
    assert site.browser().get(f"/media/{media_id}/join").status_code == 302
    video = site.media(owner)
    assert site.signed_in(owner).get(f"/media/{video}/join").status_code == 404


def test_the_owner_is_told_that_guests_know_the_address_of_an_open_room(site: Site) -> None:
    owner = site.maker.user()
    media_id = room(site, owner)
    for path in ("", "/guest-access"):
        assert "knows the address of the room" in site.signed_in(owner).get(f"/media/{media_id}{path}").text


def test_the_preview_shows_a_join_button_without_an_address(site: Site) -> None:
    owner = site.maker.user()
    page = site.signed_in(owner).get(f"/media/{room(site, owner)}/preview").text
    assert "Join the room" in page
    assert "/join" not in page


def test_a_channel_room_never_has_guest_access(site: Site) -> None:
    owner = site.maker.user()
    media_id = room(site, owner, channel=True)
    client = site.signed_in(owner)
    page = client.get(f"/media/{media_id}").text
    assert "Channel rooms never have guest access." in page
    assert "guest-access" not in page
    assert f"/media/{media_id}/guests" not in page
    guests = client.get(f"/media/{media_id}/guests").text
    assert "Channel rooms never have guest access." in guests
    assert "guest-access" not in guests
    refused = client.get(f"/media/{media_id}/guest-access")
    assert refused.status_code == 403
    assert "Channel rooms never have guest access." in refused.text
    assert client.post(f"/media/{media_id}/guest-access", data={"do": "switch"}).status_code == 403
    assert site.signed_in(site.maker.user()).get(f"/media/{media_id}/guest-access").status_code == 404


def test_pages_about_rooms_do_not_say_watch_or_play(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = room(site, owner)
    dana = guest(site.link(media_id))
    pages = [dana.client.get(dana.address).text]
    dana.enter()
    page = dana.client.get(dana.address).text
    assert 'Joining as <bdi translate="no">Dana</bdi>' in page
    visit = dana.watch()
    client = site.signed_in(owner)
    paths = ("", "/edit", "/preview", "/delete", "/guest-access", "/guest-access/off")
    pages += [client.get(f"/media/{media_id}{path}").text for path in paths]
    assert "1 connected guest stays" in pages[-1]
    assert "People already in the room stay" in pages[4]
    left = dana.client.post(f"{visit}/leave").text
    assert "Join again" in left
    site.turn_off(media_id)
    pages += [page, left, dana.client.get(dana.address).text]
    for each in pages:
        words = re.sub(r"<[^>]+>", " ", each.partition("<main")[2])
        assert not re.search(r"watch|video|\bplays?\b", words, re.IGNORECASE), words
