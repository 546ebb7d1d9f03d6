"""An owner has the playlist of another server read again (contract 9.23)."""

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import LiveSession, User
from tests.vocabulary.elsewhere import Elsewhere
from tests.vocabulary.live import live
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Site, now


def remote(site: Site, owner: User, url: str, origins: str | None = "https://old.example") -> int:
    media_id = site.maker.live(owner, playlist_url=url, now=now())
    with database.writing() as db:
        db.get_one(LiveSession, media_id).playlist_origins = origins
    return media_id


def origins() -> dict[int, str | None]:
    with database.reading() as db:
        return {row.media_id: row.playlist_origins for row in db.scalars(select(LiveSession))}


@pytest.mark.parametrize("before", ["https://old.example", None])
def test_the_page_then_allows_the_servers_of_today(site: Site, elsewhere: Elsewhere, before: str | None) -> None:
    owner, url = site.maker.user(), elsewhere.put("/x")
    media_id, other = remote(site, owner, url, before), remote(site, owner, url)
    client = site.signed_in(owner)
    form = inputs(client.get(f"/media/{media_id}/edit").text)
    assert form["playlist_url"] == url
    answer = client.post(f"/media/{media_id}/playlist", data=form | {"playlist_url": "https://evil.example/"})
    assert (answer.status_code, answer.location) == (303, f"/media/{media_id}/edit#playlist")
    assert "Checked: this playlist can be played here." in client.get(f"/media/{media_id}/edit").text
    assert origins() == {media_id: elsewhere.origin, other: "https://old.example"}
    assert len(elsewhere.asked) == 2, "the playlist and a segment"


def test_what_was_read_before_stays_when_it_cannot_be_read_now(site: Site, elsewhere: Elsewhere) -> None:
    owner = site.maker.user()
    media_id = remote(site, owner, f"{elsewhere.origin}/none")
    client = site.signed_in(owner)
    answer = client.post(f"/media/{media_id}/playlist", data=inputs(client.get(f"/media/{media_id}/edit").text))
    assert answer.status_code == 422
    assert errors_beside(answer.text) == {"playlist_url": "That server answers with the error 404."}
    assert origins() == {media_id: "https://old.example"}


def test_only_owners_and_only_playlists_elsewhere(site: Site, elsewhere: Elsewhere) -> None:
    owner = site.maker.user()
    media_id, ours = remote(site, owner, elsewhere.put("/x")), live(site, owner)
    client, stranger = site.signed_in(owner), site.signed_in(site.maker.user())
    form = inputs(client.get(f"/media/{media_id}/edit").text)
    assert client.post(f"/media/{ours}/playlist", data=form).status_code == 404
    assert "playlist_url" not in inputs(client.get(f"/media/{ours}/edit").text)
    assert stranger.post(f"/media/{media_id}/playlist", data=form).status_code == 404
    wrong = client.post(f"/media/{media_id}/playlist", data=form | {"csrf_token": "x"})
    assert wrong.status_code == 422
    assert elsewhere.asked == []
