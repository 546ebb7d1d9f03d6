"""A site with its media in a bucket on a real server: uploading, watching, deleting, and a bucket that fails."""

import io
import os

import pytest
from flask.testing import FlaskClient

from models.files import bucket as in_bucket
from models.upkeep import running
from tests.vocabulary.bucket import Bucket
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import CAPTIONS, Guests, Site
from tests.vocabulary.uploads import left_over, upload

FILM = os.urandom(5 * 1024**2)
pytestmark = pytest.mark.usefixtures("bucket_asked_each_time")
AWAY = ("503 Slow Down", "403 Forbidden", "404 Not Found", "silent", "refused")


def test_an_upload_is_watched_from_the_bucket_and_erased_with_its_item(
    site: Site, owner_client: FlaskClient, guest: Guests, bucket: Bucket, clip: bytes
) -> None:
    uploaded = upload(owner_client, clip)
    assert uploaded.status_code == 303
    assert left_over() == []
    assert sorted(name[-4:] for name in bucket.names()) == [".jpg", ".mp4"]
    media_id = int(uploaded.location.rpartition("/")[2])
    site.captions(media_id)
    site.turn_on(media_id)
    dana = guest(site.link(media_id))
    assert dana.enter().status_code == 303
    base = dana.watch()
    video = dana.client.get(f"{base}/video")
    assert (video.data, video.content_type) == (clip, "video/mp4")
    part = dana.client.get(f"{base}/video", headers={"Range": "bytes=5-9"})
    assert (part.status_code, part.data) == (206, clip[5:10])
    assert dana.client.get(f"{base}/poster").data[:2] == b"\xff\xd8"
    assert dana.client.get(f"{base}/captions/en").data == CAPTIONS
    assert dana.client.head(f"{base}/video").headers["Content-Length"] == str(len(clip))
    site.delete_media(media_id)
    assert dana.client.get(f"{base}/video").status_code in {403, 410}
    running.sweep_all()
    assert bucket.names() == set()


def test_posters_and_captions_are_changed_in_the_bucket(site: Site, bucket: Bucket, clip: bytes) -> None:
    louise = site.maker.user()
    owner = site.signed_in(louise)
    page = upload(owner, clip).location
    [poster] = [name for name in bucket.names() if name.endswith(".jpg")]
    token = inputs(owner.get(f"{page}/edit").text)["csrf_token"]
    assert owner.post(f"{page}/poster", data={"csrf_token": token, "do": "frame", "at": "1"}).status_code == 303
    [drawn] = [name for name in bucket.names() if name.endswith(".jpg")]
    assert drawn != poster
    assert owner.get(f"{page}/poster").data == bucket.content(drawn)
    captions = {"csrf_token": token, "do": "put", "language": "en", "file": (io.BytesIO(CAPTIONS), "x.vtt")}
    assert owner.post(f"{page}/captions", data=captions).status_code == 303
    assert owner.get(f"{page}/captions/en").data == CAPTIONS
    gone = {"csrf_token": token, "do": "remove", "language": "en"}
    bucket.refuse("503 Slow Down")
    refused = captions | {"language": "he", "file": (io.BytesIO(CAPTIONS), "x.vtt")}
    answer = owner.post(f"{page}/captions", data=refused)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert owner.post(f"{page}/poster", data={"csrf_token": token, "do": "frame", "at": "1"}).status_code == 503
    assert owner.post(f"{page}/captions", data=gone).status_code == 303, "the row is gone, and a sweep removes the file"
    bucket.refuse(None)
    assert owner.get(f"{page}/captions/en").status_code == 404


@pytest.mark.parametrize("how", AWAY)
def test_while_the_bucket_is_away_guests_are_told_to_come_back(
    site: Site, guest: Guests, bucket: Bucket, how: str
) -> None:
    link = site.link(bucket.film(site.maker, FILM))
    [name] = bucket.names()
    dana, late = guest(link), guest(link)
    dana.enter()
    base, form = dana.watch(), late.form()
    bucket.go_away(how)
    answers = [dana.client.get(dana.address), late.client.get(late.address), dana.client.head(f"{base}/video")]
    for answer in [*answers, dana.client.get(f"{base}/video")]:
        assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    entering = late.send(form, name="Late Comer")
    assert (entering.status_code, inputs(entering.text)["name"]) == (503, "Late Comer")
    assert site.clicks(link) == 1
    if how == "refused":
        bucket.ready()
        bucket.put(name, FILM)
    bucket.thaw()
    bucket.refuse(None)
    assert dana.client.get(f"{base}/video").data == FILM, "the refused loads have not ended the visit"
    assert dana.client.get(dana.address).status_code == 200
    assert late.send(form).status_code == 303


def test_a_file_that_is_missing_in_the_bucket_counts_as_gone(site: Site, guest: Guests, bucket: Bucket) -> None:
    dana = guest(site.link(bucket.film(site.maker, FILM)))
    dana.enter()
    base = dana.watch()
    [name] = bucket.names()
    bucket.remove(name)
    assert dana.client.get(f"{base}/video").status_code == 404
    assert dana.client.get(dana.address).status_code == 410


@pytest.mark.parametrize("how", AWAY)
def test_an_upload_without_its_bucket_keeps_what_was_typed(
    site: Site, owner_client: FlaskClient, bucket: Bucket, clip: bytes, how: str
) -> None:
    form = dict(inputs(owner_client.get("/media/new").text))
    bucket.go_away(how)
    data = form | {"title": "A film", "file": (io.BytesIO(clip), "x.mp4")}
    answer = owner_client.post("/media/new", data=data, buffered=True)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert inputs(answer.text)["title"] == "A film"
    assert errors_beside(answer.text)["file"]
    assert (site.state()["media_item"], left_over()) == (0, [])


def test_a_bucket_that_fails_during_the_copy_keeps_what_was_typed(
    site: Site, owner_client: FlaskClient, bucket: Bucket, clip: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(in_bucket, "check", lambda: bucket.refuse("503 Slow Down"))
    answer = upload(owner_client, clip)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert inputs(answer.text)["title"] == "A film"
    assert (site.state()["media_item"], left_over()) == (0, [])
