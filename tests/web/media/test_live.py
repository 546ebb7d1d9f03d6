"""Which guest is sent what of a live session's stream (contract 2.44, 9.4 to 9.9)."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models.plumbing import database
from models.tables import LiveSession, Visit
from tests.vocabulary.live import PLAYLIST, folder, live, set_live, statuses
from tests.vocabulary.site import Guest, Guests, Site, now


def test_a_live_visit_is_sent_playlist_and_segments(live_guest: Guest) -> None:
    visit = live_guest.watch()
    playlist = live_guest.client.get(f"{visit}/live/index.m3u8", headers={"If-None-Match": "*", "Range": "bytes=0-1"})
    assert (playlist.status_code, playlist.text) == (200, PLAYLIST)
    assert playlist.headers["Cache-Control"] == "no-store"
    assert playlist.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    segment = live_guest.client.get(f"{visit}/live/a1.ts", headers={"Range": "bytes=2-4"})
    assert (segment.status_code, segment.data) == (206, b"234")
    assert segment.headers["Content-Type"] == "video/mp2t"
    head = live_guest.client.head(f"{visit}/live/a1.ts")
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", "10")


TYPES = {"a.m4s": "video/iso.segment", "a.mp4": "video/mp4", "a.vtt": "text/vtt; charset=utf-8"}


@pytest.mark.parametrize("name", TYPES)
def test_each_file_of_a_stream_has_its_content_type(live_guest: Guest, name: str) -> None:
    (folder() / name).write_text("x")
    assert live_guest.client.get(f"{live_guest.watch()}/live/{name}").headers["Content-Type"] == TYPES[name]


def test_only_a_live_visit_of_the_same_guest_gets_bytes(site: Site, live_guest: Guest, guest: Guests) -> None:
    visit = live_guest.watch()
    other = guest(site.link(live(site)))
    other.enter()
    own = other.watch()
    assert statuses(live_guest, visit) == statuses(other, own) == {200}
    key = visit.rpartition("/")[2]
    assert statuses(other, visit) == statuses(other, f"{other.address}/v/{key}") == {403}
    assert statuses(Guest(site.browser(), live_guest.address), visit) == {403}
    live_guest.client.post(f"{visit}/leave")
    assert statuses(live_guest, visit) == {403}
    assert statuses(other, own) == {200}


def test_a_deleted_live_session_refuses_the_next_segment(site: Site, live_guest: Guest) -> None:
    visit = live_guest.watch()
    with database.reading() as db:
        media_id = db.scalars(select(LiveSession.media_id)).one()
    site.delete_media(media_id)
    assert statuses(live_guest, visit) == {403}


HOSTILE = ["../../secret_key", "..%2f..%2fsecret_key", "%2e%2e/a1.ts", ".hidden.ts", "a1.ts%00", "a1.ts%0a", "key.txt"]


@pytest.mark.parametrize("name", [*HOSTILE, "a1.ts/", "%ff.ts", "a" * 5000 + ".ts", "x/a1.ts", "link.ts", ""])
def test_no_name_leads_out_of_the_folder(site: Site, live_guest: Guest, tmp_path: Path, name: str) -> None:
    visit = live_guest.watch()
    (tmp_path / "secret.ts").write_text("not for guests")
    (folder() / "link.ts").symlink_to(tmp_path / "secret.ts")
    (folder() / "key.txt").write_text("not for guests")
    for client, base in ((live_guest.client, visit), (site.signed_in(site.maker.user("admin")), "/media/1")):
        answer = client.get(f"{base}/live/{name}")
        assert answer.status_code in {303, 308, 404}
        assert "not for guests" not in answer.text


def test_a_segment_is_a_play_and_a_playlist_is_not(live_guest: Guest) -> None:
    visit = live_guest.watch()

    def played() -> bool:
        with database.reading() as db:
            return db.scalars(select(Visit.played_at)).one() is not None

    live_guest.client.get(f"{visit}/live/index.m3u8")
    live_guest.client.head(f"{visit}/live/a1.ts")
    live_guest.client.get(f"{visit}/live/a1.ts?ahead")
    assert not played(), "hls.js fetches segments before anybody plays"
    live_guest.client.get(f"{visit}/live/a1.ts")
    assert played()


def test_a_segment_is_a_sign_of_life(live_guest: Guest) -> None:
    visit = live_guest.watch()
    with database.writing() as db:
        db.execute(update(Visit).values(last_seen_at=now() - timedelta(minutes=4)))
    live_guest.client.get(f"{visit}/live/index.m3u8")
    with database.reading() as db:
        assert db.scalars(select(Visit.last_seen_at)).one() > now() - timedelta(minutes=1)


def test_before_its_start_the_page_counts_down_and_nothing_is_sent(live_guest: Guest) -> None:
    set_live(starts_at=now() + timedelta(hours=1))
    page = live_guest.client.get(live_guest.address).text
    assert 'data-state="upcoming"' in page
    made_at = re.search('data-now="([^"]+)"', page)
    assert made_at is not None, "the clock of the device may be wrong"
    assert abs(now() - datetime.fromisoformat(made_at[1])) < timedelta(minutes=1)
    assert "<source data-src=" in page
    assert "<source src=" not in page
    visit = live_guest.watch()
    assert statuses(live_guest, visit) == {404}
    set_live(starts_at=now() - timedelta(seconds=1))
    assert statuses(live_guest, visit) == {200}, "the loaded page begins by itself"
    assert 'data-state="on"' in live_guest.client.get(live_guest.address).text


def test_an_ended_session_sends_nothing(live_guest: Guest) -> None:
    visit = live_guest.watch()
    set_live(ended_at=now())
    assert statuses(live_guest, visit) == {410}
    assert 'data-state="ended"' in live_guest.client.get(live_guest.address).text


def test_the_folder_decides_whether_the_stream_waits_is_on_or_has_ended(live_guest: Guest) -> None:
    playlist = folder() / "index.m3u8"
    playlist.write_text(PLAYLIST + "#EXT-X-ENDLIST\n")
    assert 'data-state="ended"' in live_guest.client.get(live_guest.address).text
    playlist.unlink()
    set_live(starts_at=now() - timedelta(minutes=1))
    page = live_guest.client.get(live_guest.address).text
    assert 'data-state="waiting"' in page
    assert '<span data-when="on" hidden>Started on' in page, "it has not started yet"
    assert live_guest.client.get(f"{live_guest.watch()}/live/index.m3u8").status_code == 404
