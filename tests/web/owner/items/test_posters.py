"""Posters: uploaded and removed by owners, shown at once, and what is refused (contract 8.7)."""

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from models.config.settings import settings
from models.media import posters
from models.tables import User
from tests.vocabulary import pictures
from tests.vocabulary.item_files import PICTURE, post_poster, stored_files
from tests.vocabulary.live import live, set_live
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.patches import fill_disk
from tests.vocabulary.server import real_server
from tests.vocabulary.site import Guests, Site, now
from tests.vocabulary.uploads import owner_cookie, raw_form_head
from web.requests.parsing import POSTER_BYTES


def test_owners_and_guests_see_a_new_poster_at_once(
    owner_client: FlaskClient, site: Site, media_id: int, guest: Guests
) -> None:
    dana = guest(site.link(media_id))
    dana.enter()
    address, visit = f"/media/{media_id}", dana.watch()
    tags: dict[str, str] = {}
    for width in (64, 128):
        answer = post_poster(owner_client, media_id, pictures.picture("webp", width, 32))
        assert answer.location == f"{address}/edit#poster"
        for reader, place in ((owner_client, f"{address}/poster"), (dana.client, f"{visit}/poster")):
            stale = reader.get(place, headers={"If-None-Match": tags.get(place, "x")})
            assert (stale.status_code, stale.content_type) == (200, "image/jpeg")
            assert (stale.headers["Cache-Control"], pictures.size(stale.data)) == ("private, no-cache", (width, 32))
            tags[place] = stale.headers["ETag"]
            assert reader.get(place, headers={"If-None-Match": tags[place]}).status_code == 304
            head = reader.head(place)
            assert (head.status_code, head.data, head.content_length) == (200, b"", len(stale.data))
    assert stored_files("jpg") == 1
    assert f'<img class="poster" src="{address}/poster"' in owner_client.get(f"{address}/edit").text
    site.delete_media(media_id)
    for method in ("GET", "HEAD"):
        assert dana.client.open(f"{visit}/poster", method=method, headers={"If-None-Match": "*"}).status_code == 403
        assert owner_client.open(f"{address}/poster", method=method).status_code == 404


def test_a_live_session_shows_its_poster_before_the_start_and_it_can_be_removed(
    owner_client: FlaskClient, site: Site, owner: User, guest: Guests
) -> None:
    media_id = live(site, owner)
    set_live(starts_at=now().replace(year=now().year + 1))
    edit = f"/media/{media_id}/edit"
    assert "Remove poster" not in owner_client.get(edit).text
    post_poster(owner_client, media_id)
    dana = guest(site.link(media_id))
    dana.enter()
    visit = dana.watch()
    page = dana.client.get(dana.address).text
    assert len(re.findall(r'(?:src|poster)="/g/[^"]+/poster"', page)) == 2
    assert pictures.size(dana.client.get(f"{visit}/poster").data) == (64, 32)
    assert "Remove poster" in owner_client.get(edit).text
    assert post_poster(owner_client, media_id, None, do="remove").status_code == 303
    assert (owner_client.get(f"/media/{media_id}/poster").status_code, stored_files("jpg")) == (404, 0)


@pytest.mark.parametrize(
    ("content", "typed", "words"),
    [
        (None, {}, "Choose a picture"),
        (None, {"picture": "x"}, "Choose a picture"),
        (b"", {}, "not a picture"),
        (b"<script>alert(1)</script>", {}, "not a picture"),
        (PICTURE[:60], {}, "damaged"),
        (PICTURE + b"\0" * posters.MAX_PICTURE_BYTES, {}, "8 MB"),
        (PICTURE, {"csrf_token": "x"}, "again"),
    ],
    ids=range(7),
)
def test_a_wrong_picture_is_refused_beside_its_field_and_the_poster_stays(
    owner_client: FlaskClient, media_id: int, content: bytes | None, typed: dict[str, str], words: str
) -> None:
    answer = post_poster(owner_client, media_id, content, **typed)
    assert answer.status_code == 422
    assert words in errors_beside(answer.text)["picture"]
    assert owner_client.get(f"/media/{media_id}/poster").data == b"a poster"


def test_a_full_disk_and_a_missing_folder_are_refused_with_a_sentence(
    owner_client: FlaskClient, media_id: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for do, field in (("put", "picture"), ("frame", "at")):
        with monkeypatch.context() as full:
            fill_disk(full)
            answer = post_poster(owner_client, media_id, do=do, at="0")
        assert (answer.status_code, list(errors_beside(answer.text))) == (503, [field])
    settings().media_folder.rename(tmp_path / "unmounted")
    for do, field in (("put", "picture"), ("frame", "at")):
        answer = post_poster(owner_client, media_id, do=do, at="0")
        assert (answer.status_code, list(errors_beside(answer.text))) == (503, [field])
        assert "Retry-After" in answer.headers
    (tmp_path / "unmounted").rename(settings().media_folder)
    assert owner_client.get(f"/media/{media_id}/poster").data == b"a poster"


def test_a_room_has_no_poster(site: Site, owner_client: FlaskClient, owner: User) -> None:
    room = site.media(owner, kind="room")
    before = stored_files("jpg")
    for do in ("put", "frame", "remove"):
        assert post_poster(owner_client, room, do=do).status_code == 403
    assert (stored_files("jpg"), 'id="poster"' in owner_client.get(f"/media/{room}/edit").text) == (before, False)


def test_only_the_poster_form_takes_8_mebibytes_and_more_is_refused_with_a_sentence(
    site: Site, owner_client: FlaskClient, media_id: int, tmp_path: Path
) -> None:
    token = inputs(owner_client.get("/media/new").text)["csrf_token"]
    head = raw_form_head({"csrf_token": token, "do": "put"}, "picture", "x.png")
    headers = {"Content_Type": "multipart/form-data; boundary=b", "Cookie": owner_cookie(owner_client)}
    with real_server(tmp_path / "log") as server:
        for size, status in ((posters.MAX_PICTURE_BYTES, 303), (POSTER_BYTES + 1, 413)):
            body = head + PICTURE + b"\0" * (size - len(PICTURE)) + b"\r\n--b--\r\n"
            answer = server.ask(f"/media/{media_id}/poster", "POST", body, **headers)
            assert answer.status == status
            assert server.ask(f"/media/{media_id}/edit", "POST", body, **headers).status == 413
        assert "8 MB" in errors_beside(answer.content.decode())["picture"]
    assert pictures.size(owner_client.get(f"/media/{media_id}/poster").data) == (64, 32)
