"""Live sessions at the doors: who is sent what of a stream, what the pages say, and what they allow the browser."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from models import broadcasting, switching
from models.plumbing import db
from models.plumbing.settings import settings
from models.tables import LiveSession, User, Visit
from tests.web.reading import inputs
from tests.web.site import Guest, Site, now

REMOTE = "https://stream.example.org:8443/board/index.m3u8"
PLAYLIST = "#EXTM3U\n#EXTINF:2.0,\na1.ts\n"
NAMES = ("index.m3u8", "a1.ts")
Guests = Callable[..., Guest]


def live(site: Site, owner: User | None = None, *, remote: bool = False, starts_at: datetime | None = None) -> int:
    """With a stream of one segment, unless it comes from elsewhere."""
    owner = owner or site.maker.user()
    source = {"playlist_url": REMOTE} if remote else {"folder": f"board{owner.id}"}
    with db.writing() as session:
        media = broadcasting.add_live(
            session, owner_id=owner.id, title="Board", starts_at=starts_at, now=now(), **source
        )
        switching.turn_on_access(session, media.id, now=now())
    if not remote:
        folder = settings().live_folder / source["folder"]
        folder.mkdir(parents=True)
        (folder / "index.m3u8").write_text(PLAYLIST)
        (folder / "a1.ts").write_bytes(b"0123456789")
    return media.id


@pytest.fixture
def dana(site: Site, guest: Guests) -> Guest:
    dana = guest(site.link(live(site)))
    dana.enter()
    return dana


def folder() -> Path:
    return next(settings().live_folder.iterdir())


def set_live(**values: object) -> None:
    with db.writing() as session:
        session.execute(update(LiveSession).values(**values))


def statuses(guest: Guest, visit: str) -> set[int]:
    ways = [(name, method) for name in NAMES for method in ("GET", "HEAD")]
    return {guest.client.open(f"{visit}/live/{name}", method=method).status_code for name, method in ways}


def test_a_live_visit_is_sent_playlist_and_segments(dana: Guest) -> None:
    visit = dana.watch()
    playlist = dana.client.get(f"{visit}/live/index.m3u8", headers={"If-None-Match": "*", "Range": "bytes=0-1"})
    assert (playlist.status_code, playlist.text) == (200, PLAYLIST)
    assert playlist.headers["Cache-Control"] == "no-store"
    assert playlist.headers["Content-Type"] == "application/vnd.apple.mpegurl"
    segment = dana.client.get(f"{visit}/live/a1.ts", headers={"Range": "bytes=2-4"})
    assert (segment.status_code, segment.data) == (206, b"234")
    assert segment.headers["Content-Type"] == "video/mp2t"
    head = dana.client.head(f"{visit}/live/a1.ts")
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (200, b"", "10")


TYPES = {"a.m4s": "video/iso.segment", "a.mp4": "video/mp4", "a.vtt": "text/vtt; charset=utf-8"}


@pytest.mark.parametrize("name", TYPES)
def test_what_a_stream_is_made_of_has_its_type(dana: Guest, name: str) -> None:
    (folder() / name).write_text("x")
    assert dana.client.get(f"{dana.watch()}/live/{name}").headers["Content-Type"] == TYPES[name]


def test_only_the_live_visit_of_that_very_guest(site: Site, dana: Guest, guest: Guests) -> None:
    visit = dana.watch()
    other = guest(site.link(live(site)))
    other.enter()
    own = other.watch()
    assert statuses(dana, visit) == statuses(other, own) == {200}
    key = visit.rpartition("/")[2]
    assert statuses(other, visit) == statuses(other, f"{other.address}/v/{key}") == {403}
    assert statuses(Guest(site.browser(), dana.address), visit) == {403}
    dana.client.post(f"{visit}/leave")
    assert statuses(dana, visit) == {403}
    assert statuses(other, own) == {200}


def test_a_deleted_live_session_refuses_the_next_segment(site: Site, dana: Guest) -> None:
    visit = dana.watch()
    with db.reading() as session:
        media_id = session.scalars(select(LiveSession.media_id)).one()
    site.delete_media(media_id)
    assert statuses(dana, visit) == {403}


HOSTILE = ["../../secret_key", "..%2f..%2fsecret_key", "%2e%2e/a1.ts", ".hidden.ts", "a1.ts%00", "a1.ts%0a", "key.txt"]


@pytest.mark.parametrize("name", [*HOSTILE, "a1.ts/", "%ff.ts", "a" * 5000 + ".ts", "x/a1.ts", "link.ts", ""])
def test_no_name_leads_elsewhere(site: Site, dana: Guest, tmp_path: Path, name: str) -> None:
    visit = dana.watch()
    (tmp_path / "secret.ts").write_text("secret")
    (folder() / "link.ts").symlink_to(tmp_path / "secret.ts")
    (folder() / "key.txt").write_text("secret")
    for client, base in ((dana.client, visit), (site.signed_in(site.maker.user("admin")), "/media/1")):
        answer = client.get(f"{base}/live/{name}")
        assert answer.status_code in {303, 308, 404}
        assert "secret" not in answer.text


def test_the_first_segment_is_a_play_and_the_playlist_is_none(dana: Guest) -> None:
    visit = dana.watch()

    def played() -> bool:
        with db.reading() as session:
            return session.scalars(select(Visit.played_at)).one() is not None

    dana.client.get(f"{visit}/live/index.m3u8")
    dana.client.head(f"{visit}/live/a1.ts")
    assert not played()
    dana.client.get(f"{visit}/live/a1.ts")
    assert played()


def test_a_segment_is_a_sign_of_life(dana: Guest) -> None:
    visit = dana.watch()
    with db.writing() as session:
        session.execute(update(Visit).values(last_seen_at=now() - timedelta(minutes=4)))
    dana.client.get(f"{visit}/live/index.m3u8")
    with db.reading() as session:
        assert session.scalars(select(Visit.last_seen_at)).one() > now() - timedelta(minutes=1)


def test_before_its_start_the_page_counts_down_and_nothing_is_sent(dana: Guest) -> None:
    set_live(starts_at=now() + timedelta(hours=1))
    page = dana.client.get(dana.address).text
    assert 'data-state="upcoming"' in page
    assert "<source data-src=" in page
    assert "<source src=" not in page
    visit = dana.watch()
    assert statuses(dana, visit) == {404}
    set_live(starts_at=now() - timedelta(seconds=1))
    assert statuses(dana, visit) == {200}, "the loaded page begins by itself"
    assert 'data-state="on"' in dana.client.get(dana.address).text


def test_over_is_over(dana: Guest) -> None:
    visit = dana.watch()
    set_live(ended_at=now())
    assert statuses(dana, visit) == {410}
    assert 'data-state="ended"' in dana.client.get(dana.address).text


def test_the_disk_tells_whether_it_has_begun_and_whether_more_will_come(dana: Guest) -> None:
    playlist = folder() / "index.m3u8"
    playlist.write_text(PLAYLIST + "#EXT-X-ENDLIST\n")
    assert 'data-state="ended"' in dana.client.get(dana.address).text
    playlist.unlink()
    assert 'data-state="waiting"' in dana.client.get(dana.address).text
    assert dana.client.get(f"{dana.watch()}/live/index.m3u8").status_code == 404


def test_the_entry_page_says_when(site: Site, guest: Guests) -> None:
    visitor = guest(site.link(live(site)))
    assert "Live session · Live now" in visitor.client.get(visitor.address).text
    set_live(starts_at=now() + timedelta(days=1))
    assert "Live session · starts <time" in visitor.client.get(visitor.address).text


def test_another_server_is_allowed_on_that_page_alone(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = live(site, owner, remote=True)
    visitor, client = guest(site.link(media_id)), site.signed_in(owner)
    origin = "https://stream.example.org:8443"
    entry = visitor.client.get(visitor.address).headers["Content-Security-Policy"]
    visitor.enter()
    page = visitor.client.get(visitor.address)
    for answer in (page, client.get(f"/media/{media_id}"), client.get(f"/media/{media_id}/preview")):
        policy = answer.headers["Content-Security-Policy"]
        assert f"media-src 'self' blob: {origin};" in policy
        assert f"connect-src 'self' {origin};" in policy
        assert policy.count(origin) == 2
        assert REMOTE in answer.text
    window = client.get(f"/media/{media_id}/guest-access")
    own = client.get(f"/media/{site.media(owner)}").headers["Content-Security-Policy"]
    for policy in (entry, window.headers["Content-Security-Policy"], own):
        assert "stream.example.org" not in policy
        assert "blob:" not in policy
    for answer in (window, client.get(f"/media/{media_id}")):
        assert "cannot stop the stream" in answer.text
    assert "cannot stop the stream" not in client.get(f"/media/{live(site, owner)}").text
    assert client.get(f"/media/{media_id}/live/index.m3u8").status_code == 404


def test_the_owners_addresses_are_for_those_who_may_watch(site: Site, dana: Guest) -> None:
    owner = site.maker.user()
    address = f"/media/{live(site, owner)}/live/a1.ts"
    clients = [site.signed_in(owner), site.signed_in(site.maker.user("admin")), site.signed_in(site.maker.user())]
    clients += [site.browser(), dana.client]
    assert [client.get(address).status_code for client in clients] == [200, 200, 404, 404, 404]


FORM = {"title": "Board", "starts_at": "", "folder": "", "playlist_url": ""}


def test_an_owner_adds_a_live_session(site: Site) -> None:
    client = site.signed_in(site.maker.user())
    form = inputs(client.get("/media/new-live").text) | FORM
    answer = client.post("/media/new-live", data=form | {"folder": "board", "starts_at": "2030-01-02T03:04"})
    assert answer.status_code == 303
    with db.reading() as session:
        added = session.scalars(select(LiveSession)).one()
    assert (added.folder, added.playlist_url) == ("board", None)
    assert added.starts_at is not None
    assert added.starts_at.isoformat() == "2030-01-02T03:04:00+00:00"


WRONG = [{}, {"folder": "a", "playlist_url": REMOTE}, {"folder": "../a"}, {"playlist_url": "x"}, {"folder": "taken"}]
WRONG += [{"folder": "a", "starts_at": "soon"}, {"folder": "a", "title": ""}, {"folder": "a\0"}]


@pytest.mark.parametrize("typed", WRONG)
def test_what_is_none_is_refused_and_kept(site: Site, typed: dict[str, str]) -> None:
    with db.writing() as session:
        taken = {"owner_id": site.maker.user().id, "title": "T", "folder": "taken"}
        broadcasting.add_live(session, starts_at=None, now=now(), **taken)
    client = site.signed_in(site.maker.user())
    form = inputs(client.get("/media/new-live").text) | FORM | typed
    answer = client.post("/media/new-live", data=form)
    assert answer.status_code == 422
    assert inputs(answer.text)["title"] == form["title"]
    assert site.state()["media_item"] == 1


def test_only_an_owner_ends_it_and_is_asked_first(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = live(site, owner)
    address = f"/media/{media_id}/end-live"
    visitor = guest(site.link(media_id))
    visitor.enter()
    visit = visitor.watch()
    assert address in site.signed_in(owner).get(f"/media/{media_id}").text
    for person, status in ((site.maker.user(), 404), (owner, 200)):
        client = site.signed_in(person)
        assert client.get(address).status_code == client.post(address).status_code == status
    assert statuses(visitor, visit) == {200}
    client = site.signed_in(owner)
    assert client.post(address, data=inputs(client.get(address).text)).status_code == 303
    assert statuses(visitor, visit) == {410}
    assert address not in client.get(f"/media/{media_id}").text
