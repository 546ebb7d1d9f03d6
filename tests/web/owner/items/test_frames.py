"""A frame of a video becomes its poster (contract 8.64)."""

import pytest
from flask.testing import FlaskClient

from models.recordings import drawing
from models.tables import User
from tests.vocabulary import pictures
from tests.vocabulary.item_files import post_poster, stored_files
from tests.vocabulary.live import live
from tests.vocabulary.pages import errors_beside
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import upload


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
        answer = post_poster(owner_client, film_id, None, do="frame", at=at)
        assert answer.location == f"/media/{film_id}/edit#poster"
        assert f"The poster is now the picture at {told}." in plain(owner_client.get(f"/media/{film_id}/edit").text)
        drawn.add(owner_client.get(f"/media/{film_id}/poster").data)
        assert stored_files("jpg") == 1
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
    answer = post_poster(owner_client, film_id, None, do="frame", at=at)
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
    answer = post_poster(owner_client, film_id, None, do="frame", at="1")
    assert (answer.status_code, list(errors_beside(answer.text))) == (422, ["at"])
    assert "No picture could be read at this time." in answer.text


def test_only_a_video_has_frames(site: Site, owner_client: FlaskClient, owner: User) -> None:
    for media_id in (site.media(owner, kind="room"), live(site, owner), site.media(owner, kind="audio")):
        assert post_poster(owner_client, media_id, None, do="frame", at="0").status_code == 403
        assert 'value="frame"' not in owner_client.get(f"/media/{media_id}/edit").text
