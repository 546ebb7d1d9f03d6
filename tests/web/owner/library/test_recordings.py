"""What an owner sees of an uploaded recording and can do with it (contract 8.55 to 8.58)."""

import re

import pytest
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from models.config.settings import settings
from models.media.preparing import UNREAD, Source
from models.plumbing import database
from models.tables import MediaFile, MediaItem, Workflow
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site
from tests.vocabulary.unprepared import fail, succeed, unprepared


def told(client: FlaskClient, media_id: int) -> str:
    """What the section about the file says, without what is hidden in it. "" if the section is hidden itself."""
    page = client.get(f"/media/{media_id}").text
    [section] = re.findall(r'<section class="remark preparation".*?</section>', page, re.DOTALL)
    if " hidden>" in section.partition("\n")[0]:
        return ""
    seen = re.sub(r"<(p|div|form|span) [^>]*data-if=\"\w+\" hidden.*?</\1>", "", section, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", seen).split())


def test_an_owner_reads_what_the_file_is_and_what_is_done(site: Site) -> None:
    owner = site.maker.user()
    client, media_id = site.signed_in(owner), unprepared(site, owner)
    assert "Being prepared, <span data-percent>40</span> %" in client.get(f"/media/{media_id}").text
    words = "AVI, MPEG-4 and MP3. It is being prepared so that every browser can play it."
    assert told(client, media_id) == words
    assert client.get(f"/media/{media_id}/state").json == {
        "state": "preparing",
        "progress": 40,
        "failed": False,
        "file": None,
        "reason": None,
    }
    assert "Being prepared, <span data-percent>40</span> %" in client.get("/media").text
    succeed(media_id)
    assert told(client, media_id) == ""
    assert "Being prepared" not in client.get("/media").text


def test_beside_a_webm_that_plays_its_owner_reads_how_far_the_other_file_is(site: Site) -> None:
    owner = site.maker.user()
    media_id = unprepared(site, owner, shown_as="video/webm", usable_seconds=720)
    seen = told(site.signed_in(owner), media_id)
    assert "Being prepared, 40 %" in seen
    assert "The file ends early. 12 minutes of it could be used." in seen


def test_the_owner_reads_that_a_sound_could_not_be_read_also_when_it_is_prepared(site: Site) -> None:
    owner = site.maker.user()
    source = Source("mov", ("h264", UNREAD), is_encoded=False)
    client, media_id = site.signed_in(owner), unprepared(site, owner, source=source)
    lost = "The sound of this file could not be read. Only its picture is used."
    assert told(client, media_id).startswith("QuickTime, H.264. It is being rewritten")
    assert told(client, media_id).endswith(lost)
    succeed(media_id)
    assert told(client, media_id) == lost
    assert (client.get(f"/media/{media_id}/state").json or {})["reason"] == lost


def test_a_failure_is_told_and_tried_again(site: Site) -> None:
    owner = site.maker.user()
    client, media_id = site.signed_in(owner), unprepared(site, owner)
    fail(media_id)
    assert told(client, media_id) == "AVI, MPEG-4 and MP3. This file is encrypted. Try again"
    again = f"/media/{media_id}/prepare-again"
    form = inputs(client.get(f"/media/{media_id}").text)
    for words in ("Trying again now.", "This has not failed"):
        assert words in client.post(again, data=form, follow_redirects=True).text
    assert "Being prepared" in client.get(f"/media/{media_id}").text


def test_a_failure_stands_on_my_media_until_it_is_hidden_or_repaired(site: Site) -> None:
    owner, admin = site.maker.user(), site.maker.user("admin")
    client, other = site.signed_in(owner), site.signed_in(admin)
    media_id, sound = unprepared(site, owner), unprepared(site, owner, kind="audio")
    notice = "could not be prepared, so it cannot be shown in every browser."
    assert notice not in client.get("/media").text
    fail(media_id)
    fail(sound, None)
    page = client.get("/media").text
    assert page.count(notice) == 2
    assert f'<li><a class="target" href="/media/{media_id}">' in page
    assert "This file is encrypted." in page
    assert "This recording could not be prepared." in page, "its workers died"
    assert notice not in other.get("/media").text
    form = inputs(page)
    other.post("/happened/seen", data=inputs(other.get("/media").text) | {"failed": str(media_id)})
    assert client.get("/media").text.count(notice) == 2, "only its owner can hide it"
    client.post("/happened/seen", data=form | {"failed": str(media_id)})
    assert client.get("/media").text.count(notice) == 1
    client.post(f"/media/{media_id}/prepare-again", data=form)
    fail(media_id)
    assert client.get("/media").text.count(notice) == 2, "it has failed once more"
    succeed(sound)
    assert client.get("/media").text.count(notice) == 1


@pytest.mark.parametrize(
    ("title", "plain", "coded"),
    [
        ("Board meeting", "Board meeting.mp4", "Board%20meeting.mp4"),
        ("Día/1: \u202e*.exe", "Dia1 .exe.mp4", "D%C3%ADa1%20.exe.mp4"),
        ("ישיבה", "recording.mp4", "%D7%99%D7%A9%D7%99%D7%91%D7%94.mp4"),
        ('.."\r\n', "recording.mp4", "recording.mp4"),
    ],
)
def test_the_original_has_a_safe_name(site: Site, title: str, plain: str, coded: str) -> None:
    owner = site.maker.user()
    media_id = unprepared(site, owner)
    succeed(media_id)
    with database.writing() as db:
        db.execute(update(MediaItem).where(MediaItem.id == media_id).values(title=title))
    answer = site.signed_in(owner).get(f"/media/{media_id}/original")
    assert (answer.data, answer.mimetype) == (b"0123456789", "video/x-msvideo")
    assert answer.headers["Content-Disposition"] == f"attachment; filename=\"{plain}\"; filename*=UTF-8''{coded}"


def test_a_missing_original_is_told_and_a_recording_without_one_says_so(site: Site) -> None:
    owner = site.maker.user()
    client, media_id = site.signed_in(owner), unprepared(site, owner)
    succeed(media_id)
    menu = "Download original"
    assert menu in client.get(f"/media/{media_id}").text
    with database.reading() as db:
        name = db.scalars(select(MediaFile.stored_name).where(MediaFile.role == "original")).one()
    (settings().media_folder / name).unlink()
    assert told(client, media_id).startswith("The uploaded file is missing.")
    assert menu not in client.get(f"/media/{media_id}").text
    with database.writing() as db:
        db.execute(delete(MediaFile).where(MediaFile.role == "original"))
    assert told(client, media_id).startswith("This site does not keep originals.")
    assert client.get(f"/media/{media_id}/original").status_code == 404


def test_the_maintenance_page_names_what_is_prepared_and_how_far_it_is(site: Site) -> None:
    media_id = unprepared(site)
    with database.writing() as db:
        db.execute(update(MediaItem).where(MediaItem.id == media_id).values(title="A rare title"))
    admin = site.signed_in(site.maker.user("admin"))
    page = admin.get("/admin/maintenance").text
    for words in (
        "A recording was added",
        "A rare title",
        "Encode it piece by piece",
        "<span data-percent>40</span> %",
    ):
        assert words in page
    with database.writing() as db:
        db.execute(update(Workflow).values(state="failed"))
    assert "<span data-percent>" not in admin.get("/admin/maintenance").text
