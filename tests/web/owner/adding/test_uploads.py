"""The upload form: what it refuses, and that nothing of a refused file stays (contract 8.2)."""

import io
import stat
import tempfile
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from models.config.settings import settings
from models.plumbing import database
from models.recordings import refusals
from models.tables import MediaFile
from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.patches import record_calls
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import left_over, upload
from web.owner.adding import uploads

MP4_HEAD = b"\0\0\0\x20ftypisom\0\0\2\0isomiso2avc1mp41"


def _assert_refused(site: Site, answer: TestResponse, words: str) -> None:
    assert answer.status_code == 422
    assert words in errors_beside(answer.text)["file"]
    assert inputs(answer.text)["title"] == "A film"
    assert (site.state()["media_item"], left_over()) == (0, [])


HOSTILE = {
    "nothing": (b"", refusals.EMPTY),
    "text": (b"Dear reader,\n" * 99, refusals.UNPLAYABLE),
    "a page": (b"<!doctype html><script>alert(1)</script>", refusals.UNPLAYABLE),
    "a playlist": (b"#EXTM3U\n#EXTINF:1,\nhttp://127.0.0.1:9/x.ts\n", refusals.UNPLAYABLE),
    "a list of files": (b"ffconcat version 1.0\nfile /etc/passwd\n", refusals.UNPLAYABLE),
    "a session description": (b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n", refusals.UNPLAYABLE),
    "a head alone": (MP4_HEAD, refusals.UNPLAYABLE),
    "a head and zeros": (MP4_HEAD + bytes(9999), refusals.UNPLAYABLE),
    "WebM's magic number": (b"\x1aE\xdf\xa3" + b"\xff" * 999, refusals.UNPLAYABLE),
}


@pytest.mark.parametrize("kind", HOSTILE)
def test_a_file_that_is_no_video_is_refused_with_a_sentence(site: Site, owner_client: FlaskClient, kind: str) -> None:
    content, words = HOSTILE[kind]
    _assert_refused(site, upload(owner_client, content), words)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_clip_is_accepted_or_refused_and_leaves_no_temporary_file(
    owner_client: FlaskClient, clip: bytes, seed: int
) -> None:
    damaged = bytearray(clip)
    for number in range(200):
        place = (seed * 7919 + number * 104_729) % (len(clip) if seed % 2 else 4000)
        damaged[place] = (damaged[place] + seed + number) % 256
    assert upload(owner_client, bytes(damaged)).status_code in {303, 422}
    temporary = [file for file in left_over() if file.name.startswith("upload-")]
    assert temporary == []


@pytest.mark.parametrize(
    "name", ["../../x.mp4", "/etc/passwd", "x" * 300, "a\0b.mp4", "\u202e4pm.x", "C:\\x", "\ud800"]
)
def test_the_uploaded_name_of_a_file_is_never_used(owner_client: FlaskClient, clip: bytes, name: str) -> None:
    before = set(Path(settings().data).parent.rglob("*"))
    answer = upload(owner_client, clip, name=name.encode("utf-8", "replace").decode())
    assert answer.status_code == 303
    new = {path for path in set(Path(settings().data).parent.rglob("*")) - before if not path.is_dir()}
    assert {file.suffix for file in new} <= {".mp4", ".jpg", ".lock", ".sqlite3-wal", ".sqlite3-shm"}
    assert all(file.parent == settings().media_folder for file in new if file.suffix in {".mp4", ".jpg"})


def test_a_good_clip_is_playable_and_leaves_no_temporary_file(owner_client: FlaskClient, clip: bytes) -> None:
    answer = upload(owner_client, clip)
    assert answer.status_code == 303
    assert heading(owner_client.get(answer.location).text) == "A film"
    assert owner_client.get(f"{answer.location}/video").data == clip
    assert sorted(file.suffix for file in left_over()) == [".jpg", ".mp4"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in left_over()} == {0o600}


def test_nginx_may_read_what_it_sends(owner_client: FlaskClient, clip: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings(), "accel", "on")
    assert upload(owner_client, clip).status_code == 303
    assert {stat.S_IMODE(file.stat().st_mode) for file in left_over()} == {0o640}


def test_a_script_gets_the_address_and_the_message_waits_on_the_page(owner_client: FlaskClient, clip: bytes) -> None:
    """If the script followed a redirect, its request would use up the message."""
    form = {**inputs(owner_client.get("/media/new").text), "title": "A film", "file": (io.BytesIO(clip), "x.mp4")}
    answer = owner_client.post("/media/new", data=form, headers={"X-Requested-With": "XMLHttpRequest"}, buffered=True)
    answer.close()
    assert (answer.status_code, answer.text) == (201, "")
    assert "“A film” was added." in owner_client.get(answer.location).text


def test_a_missing_title_or_file_is_refused_beside_its_field(
    site: Site, owner_client: FlaskClient, clip: bytes
) -> None:
    answer = upload(owner_client, clip, title=" ")
    assert answer.status_code == 422
    assert errors_beside(answer.text) == {"title": "Enter a title", "file": "Choose the file again"}
    answer = owner_client.post("/media/new", data=inputs(owner_client.get("/media/new").text) | {"title": "A film"})
    _assert_refused(site, answer, "Choose a video or audio file")


def test_a_script_that_keeps_the_chosen_file_is_told_about_the_title_only(
    owner_client: FlaskClient, clip: bytes
) -> None:
    form = {**inputs(owner_client.get("/media/new").text), "title": " ", "file": (io.BytesIO(clip), "x.mp4")}
    answer = owner_client.post("/media/new", data=form, headers={"X-Requested-With": "XMLHttpRequest"}, buffered=True)
    answer.close()
    assert (answer.status_code, errors_beside(answer.text)) == (422, {"title": "Enter a title"})
    assert left_over() == []


def test_a_file_in_place_of_the_title_ends_the_request(owner_client: FlaskClient, clip: bytes) -> None:
    files = {"title": (io.BytesIO(b"x"), "title.mp4"), "file": (io.BytesIO(clip), "x.mp4")}
    form = {**inputs(owner_client.get("/media/new").text), **files}
    assert owner_client.post("/media/new", data=form).status_code == 413


def test_only_the_upload_form_writes_files(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    link = site.link()

    def send(address: str) -> int:
        files = {f"file{number}": (io.BytesIO(b"x"), f"{number}.mp4") for number in range(200)}
        return site.browser().post(address, data=files).status_code

    for address in ("/login", site.address(link)):
        # The first answer may compile its template, which Jinja keeps in a file.
        assert send(address) < 500
        written = record_calls(monkeypatch, tempfile, "NamedTemporaryFile")
        assert send(address) < 500
        assert written == [], "a stranger's small form opens hundreds of files in the media folder"


def test_a_missing_media_folder_gives_503_and_is_not_made_again(
    site: Site, owner_client: FlaskClient, clip: bytes
) -> None:
    settings().media_folder.rmdir()
    answer = upload(owner_client, clip)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert not settings().media_folder.exists()
    settings().media_folder.mkdir()
    assert upload(owner_client, clip).status_code == 303
    assert site.state()["media_item"] == 1


@pytest.mark.parametrize("replaces", [False, True])
def test_what_goes_wrong_after_the_commit_takes_no_committed_file_away(
    site: Site, clip: bytes, monkeypatch: pytest.MonkeyPatch, replaces: bool
) -> None:
    def fail(*_given: object) -> None:
        raise RuntimeError

    owner = site.maker.user()
    client, media_id = site.signed_in(owner), site.media(owner)
    monkeypatch.setattr(uploads, "redirect_to_item" if replaces else "redirect_to_new_item", fail)
    address = f"/media/new?replaces={media_id}" if replaces else "/media/new"
    form = inputs(client.get(address).text)
    answer = client.post(address, data={**form, "title": "New", "file": (io.BytesIO(clip), "x.mp4")}, buffered=True)
    assert answer.status_code == 503
    with database.reading() as db:
        [newest] = db.scalars(
            select(MediaFile.stored_name).where(MediaFile.role == "video").order_by(-MediaFile.id).limit(1)
        )
    assert (settings().media_folder / newest).read_bytes() == clip
