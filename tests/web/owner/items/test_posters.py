"""Posters: uploaded, chosen and removed by owners, shown at once, and what is refused (contract 8.7)."""

import io
import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from models.config.settings import settings
from models.media import posters
from models.recordings import drawing
from models.tables import User
from tests.vocabulary import pictures
from tests.vocabulary.live import live, set_live
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.patches import fill_disk
from tests.vocabulary.server import real_server
from tests.vocabulary.site import Guests, Site, now
from tests.vocabulary.uploads import owner_cookie, raw_form_head, upload
from web.requests.parsing import POSTER_BYTES

PICTURE = pictures.picture("png")


def post(client: FlaskClient, media_id: int, content: bytes | None = PICTURE, **typed: str) -> TestResponse:
    token = inputs(client.get("/media/new").text)["csrf_token"]
    form: dict[str, object] = {"csrf_token": token, "do": "put", **typed}
    if content is not None:
        form["picture"] = (io.BytesIO(content), "../x.html")
    return client.post(f"/media/{media_id}/poster", data=form)


def stored_files() -> int:
    return len(list(settings().media_folder.glob("*.jpg")))


def test_owners_and_guests_see_a_new_poster_at_once(
    owner_client: FlaskClient, site: Site, media_id: int, guest: Guests
) -> None:
    dana = guest(site.link(media_id))
    dana.enter()
    address, visit = f"/media/{media_id}", dana.watch()
    tags: dict[str, str] = {}
    for width in (64, 128):
        answer = post(owner_client, media_id, pictures.picture("webp", width, 32))
        assert answer.location == f"{address}/edit#poster"
        for reader, place in ((owner_client, f"{address}/poster"), (dana.client, f"{visit}/poster")):
            stale = reader.get(place, headers={"If-None-Match": tags.get(place, "x")})
            assert (stale.status_code, stale.content_type) == (200, "image/jpeg")
            assert (stale.headers["Cache-Control"], pictures.size(stale.data)) == ("private, no-cache", (width, 32))
            tags[place] = stale.headers["ETag"]
            assert reader.get(place, headers={"If-None-Match": tags[place]}).status_code == 304
            head = reader.head(place)
            assert (head.status_code, head.data, head.content_length) == (200, b"", len(stale.data))
    assert stored_files() == 1
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
    post(owner_client, media_id)
    dana = guest(site.link(media_id))
    dana.enter()
    visit = dana.watch()
    page = dana.client.get(dana.address).text
    assert len(re.findall(r'(?:src|poster)="/g/[^"]+/poster"', page)) == 2
    assert pictures.size(dana.client.get(f"{visit}/poster").data) == (64, 32)
    assert "Remove poster" in owner_client.get(edit).text
    assert post(owner_client, media_id, None, do="remove").status_code == 303
    assert (owner_client.get(f"/media/{media_id}/poster").status_code, stored_files()) == (404, 0)


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
    answer = post(owner_client, media_id, content, **typed)
    assert answer.status_code == 422
    assert words in errors_beside(answer.text)["picture"]
    assert owner_client.get(f"/media/{media_id}/poster").data == b"a poster"


def test_a_full_disk_and_a_missing_folder_are_refused_with_a_sentence(
    owner_client: FlaskClient, media_id: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for do, field in (("put", "picture"), ("frame", "at")):
        with monkeypatch.context() as full:
            fill_disk(full)
            answer = post(owner_client, media_id, do=do, at="0")
        assert (answer.status_code, list(errors_beside(answer.text))) == (503, [field])
    settings().media_folder.rename(tmp_path / "unmounted")
    for do, field in (("put", "picture"), ("frame", "at")):
        answer = post(owner_client, media_id, do=do, at="0")
        assert (answer.status_code, list(errors_beside(answer.text))) == (503, [field])
        assert "Retry-After" in answer.headers
    (tmp_path / "unmounted").rename(settings().media_folder)
    assert owner_client.get(f"/media/{media_id}/poster").data == b"a poster"


def test_a_room_has_no_poster(site: Site, owner_client: FlaskClient, owner: User) -> None:
    room = site.media(owner, kind="room")
    before = stored_files()
    for do in ("put", "frame", "remove"):
        assert post(owner_client, room, do=do).status_code == 403
    assert (stored_files(), 'id="poster"' in owner_client.get(f"/media/{room}/edit").text) == (before, False)


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


@pytest.fixture
def film_id(owner_client: FlaskClient, clip: bytes) -> int:
    """A video that can be played, 8 seconds long."""
    return int(upload(owner_client, clip).location.rpartition("/")[2])


def plain(text: str) -> str:
    """Without the marks around what is filled in."""
    return text.replace("\u2068", "").replace("\u2069", "")


def test_a_frame_of_the_video_becomes_its_poster(owner_client: FlaskClient, film_id: int) -> None:
    assert f'<source src="/media/{film_id}/video?file=' in owner_client.get(f"/media/{film_id}/edit").text
    drawn = {owner_client.get(f"/media/{film_id}/poster").data}
    for at, told in (("0:00,9", "0:00"), ("5.5", "0:05"), (" 0:00:07.5 ", "0:07"), ("8.9", "0:07")):
        answer = post(owner_client, film_id, None, do="frame", at=at)
        assert answer.location == f"/media/{film_id}/edit#poster"
        assert f"The poster is now the picture at {told}." in plain(owner_client.get(f"/media/{film_id}/edit").text)
        drawn.add(owner_client.get(f"/media/{film_id}/poster").data)
        assert stored_files() == 1
    assert len(drawn) >= 4
    assert all(pictures.size(each) == (160, 90) for each in drawn)


@pytest.mark.parametrize(
    ("at", "words"),
    [
        *(
            (wrong, "Enter seconds, or a time like 1:23")
            for wrong in ("", "x", "-1", "1:60", "1:60:00", "1::2", "1e3", "٣", "9" * 99)
        ),
        ("9.1", "This video ends at 0:08. Choose an earlier time."),
        ("99:59:59", "This video ends at 0:08. Choose an earlier time."),
    ],
)
def test_a_wrong_time_is_refused_beside_its_field_and_the_poster_stays(
    owner_client: FlaskClient, film_id: int, at: str, words: str
) -> None:
    before = owner_client.get(f"/media/{film_id}/poster").data
    answer = post(owner_client, film_id, None, do="frame", at=at)
    assert (answer.status_code, {name: plain(text) for name, text in errors_beside(answer.text).items()}) == (
        422,
        {"at": words},
    )
    assert f'value="{at}"' in answer.text
    assert owner_client.get(f"/media/{film_id}/poster").data == before


def test_a_film_that_cannot_be_read_is_refused_in_words(
    owner_client: FlaskClient, film_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drawing, "DRAW_AT", "tests.vocabulary.misbehaving:segfault")
    answer = post(owner_client, film_id, None, do="frame", at="1")
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, ["at"])
    assert "No picture could be read at this time." in answer.text


def test_only_a_video_has_frames(site: Site, owner_client: FlaskClient, owner: User) -> None:
    for media_id in (site.media(owner, kind="room"), live(site, owner), site.media(owner, kind="audio")):
        assert post(owner_client, media_id, None, do="frame", at="0").status_code == 403
        assert 'value="frame"' not in owner_client.get(f"/media/{media_id}/edit").text
