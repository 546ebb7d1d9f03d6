"""Which guest is sent a live session's stream, from when and until when (contract 2.44, 9.5 to 9.8)."""

import json
import re
from datetime import datetime, timedelta

from sqlalchemy import select, update

from models.files.live import looking
from models.plumbing import database
from models.tables import LiveSession, Visit
from tests.vocabulary.encoder import Encoder, stamp
from tests.vocabulary.live import PLAYLIST, folder, live, set_live, statuses
from tests.vocabulary.site import Guest, Guests, Site, now


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
    set_live(starts_at=now() - timedelta(seconds=5))
    Encoder(folder(), playlist="index.m3u8", pattern="b{}.ts", first=1, target=2).write()
    playlist = live_guest.client.get(f"{visit}/live/index.m3u8")
    assert (playlist.status_code, "b1.ts" in playlist.text) == (200, True), "the loaded page begins by itself"
    assert live_guest.client.get(f"{visit}/live/b1.ts").status_code == 200
    assert 'data-state="live"' in live_guest.client.get(live_guest.address).text


def test_an_ended_session_sends_nothing(live_guest: Guest) -> None:
    visit = live_guest.watch()
    set_live(ended_at=now())
    assert statuses(live_guest, visit) == {410}
    assert 'data-state="over"' in live_guest.client.get(live_guest.address).text


def test_the_folder_decides_whether_the_session_is_upcoming_live_or_interrupted(live_guest: Guest) -> None:
    def check(state: str) -> None:
        page = live_guest.client.get(live_guest.address).text
        assert f'data-state="{state}"' in page
        sign = live_guest.client.post(f"{live_guest.watch()}/alive").json
        assert sign == {"live": state, "starts_at": None, "prepared": None, "ended": False}

    check("live")
    stamp(folder() / "index.m3u8", PLAYLIST + "#EXT-X-ENDLIST\n", age=0)
    check("live")
    assert "ENDLIST" not in live_guest.client.get(f"{live_guest.watch()}/live/index.m3u8").text
    looking._streams.clear()
    stamp(folder() / "index.m3u8", PLAYLIST, age=16)
    check("interrupted")
    assert live_guest.client.get(f"{live_guest.watch()}/live/index.m3u8").status_code == 200
    set_live(starts_at=now() - timedelta(seconds=10))
    check_start = live_guest.client.post(f"{live_guest.watch()}/alive").json
    assert check_start is not None
    assert check_start["live"] == "upcoming", "nothing was written since its start"
    set_live(ended_at=now())
    assert json.loads(live_guest.client.post(f"{live_guest.watch()}/alive").text)["live"] == "over"


def test_a_session_in_the_folder_of_another_one_is_sent_nothing_of_it(site: Site, guest: Guests) -> None:
    """The same owner has made a new session for the folder in which the encoder of the first one still writes."""
    owner = site.maker.user()
    first = guest(site.link(live(site, owner)))
    first.enter()
    visit = first.watch()
    assert statuses(first, visit) == {200}
    media_id = site.maker.live(owner, folder=folder().name.upper(), now=now())
    site.turn_on(media_id)
    second = guest(site.link(media_id))
    second.enter()
    own = second.watch()
    assert statuses(second, own) == {404}, "what lies there is of the first session"
    assert statuses(first, visit) == {404}, "what will be written there is of the second one"
    assert json.loads(first.client.post(f"{visit}/alive").text)["live"] == "interrupted"
    assert json.loads(second.client.post(f"{own}/alive").text)["live"] == "upcoming"
