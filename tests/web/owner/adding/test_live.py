"""What the pages of a live session say, and what they allow the browser; adding one, and ending it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.media import live_sessions
from models.plumbing import database
from models.tables import LiveSession, User
from tests.vocabulary.live import REMOTE, live, set_live, statuses
from tests.vocabulary.maker import NOW
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.site import Guest, Site, now

Guests = Callable[..., Guest]


@pytest.fixture
def dana(site: Site, guest: Guests) -> Guest:
    dana = guest(site.link(live(site)))
    dana.enter()
    return dana


def test_the_entry_page_says_when(site: Site, guest: Guests) -> None:
    visitor = guest(site.link(live(site)))
    assert "Live session · Live now" in visitor.client.get(visitor.address).text
    set_live(starts_at=now() + timedelta(days=1))
    assert "Live session · starts on <time" in visitor.client.get(visitor.address).text


def test_the_head_of_a_page_tells_how_it_stands_and_begins_no_visit(site: Site, dana: Guest) -> None:
    """What the page's script asks, while somebody waits: the start may be moved."""
    start = now() + timedelta(days=1)
    before = site.state()
    for begins, ended_at, state in ((start, None, "upcoming"), (None, None, "on"), (None, now(), "ended")):
        set_live(starts_at=begins, ended_at=ended_at)
        told = dana.client.head(dana.address).headers
        assert (told["Live-State"], told["Live-Start"]) == (state, begins.isoformat() if begins else "")
    assert site.state() == before
    assert "Live-State" not in site.browser().head(dana.address).headers, "to those who are in alone"


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
    with database.reading() as db:
        added = db.scalars(select(LiveSession)).one()
    assert (added.folder, added.playlist_url) == ("board", None)
    assert added.starts_at is not None
    assert added.starts_at.isoformat() == "2030-01-02T03:04:00+00:00"


def test_a_start_is_typed_in_the_accounts_own_zone(site: Site) -> None:
    owner = site.maker.user()
    with database.writing() as db:
        db.execute(update(User).where(User.id == owner.id).values(timezone="America/Lima"))
    client = site.signed_in(owner)
    form = inputs(client.get("/media/new-live").text) | FORM
    client.post("/media/new-live", data=form | {"folder": "board", "starts_at": "2030-01-02T03:04"})
    with database.reading() as db:
        starts_at = db.scalars(select(LiveSession.starts_at)).one()
    assert starts_at is not None
    assert starts_at.isoformat() == "2030-01-02T08:04:00+00:00"


WRONG = [{}, {"folder": "a", "playlist_url": REMOTE}, {"folder": "../a"}, {"playlist_url": "x"}, {"folder": "taken"}]
WRONG += [{"folder": "a", "starts_at": "soon"}, {"folder": "a", "title": ""}, {"folder": "a\0"}]


@pytest.mark.parametrize("typed", WRONG)
def test_what_is_none_is_refused_and_kept(site: Site, typed: dict[str, str]) -> None:
    with database.writing() as db:
        owner_id = site.maker.user().id
        live_sessions.add_live(db, owner_id=owner_id, title="T", folder="taken", starts_at=None, now=now())
    client = site.signed_in(site.maker.user())
    form = inputs(client.get("/media/new-live").text) | FORM | typed
    answer = client.post("/media/new-live", data=form)
    assert answer.status_code == 422
    assert inputs(answer.text)["title"] == form["title"]
    assert site.state()["media_item"] == 1


def test_a_start_between_two_minutes_can_be_moved_to_a_whole_one(site: Site) -> None:
    """The browser judges that form, by steps from what stands there."""
    owner = site.maker.user()
    page = site.signed_in(owner).get(f"/media/{live(site, owner, starts_at=NOW + timedelta(seconds=5))}/edit").text
    assert (inputs(page)["starts_at"], 'step="1"' in page) == ("2026-03-01T12:00:05", True)


def test_an_owner_moves_its_start(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    with database.writing() as db:
        db.execute(update(User).where(User.id == owner.id).values(timezone="America/Lima"))
    media_id, other = live(site, owner, starts_at=datetime(2030, 1, 2, 8, 4, 0, 123456, tzinfo=UTC)), live(site)
    visitor, client = guest(site.link(media_id)), site.signed_in(owner)
    edit, address = f"/media/{media_id}/edit", f"/media/{media_id}/start"
    form = inputs(client.get(edit).text)
    assert form["starts_at"] == "2030-01-02T03:04", "in the account's own zone"
    assert 'step="60"' in client.get(edit).text
    moved = client.post(address, data=form | {"starts_at": "2031-05-06T07:08"})
    assert (moved.status_code, moved.location) == (303, f"{edit}#start")
    assert 'datetime="2031-05-06T12:08:00+00:00"' in visitor.client.get(visitor.address).text
    wrong = client.post(address, data=form | {"starts_at": "soon"})
    assert (wrong.status_code, inputs(wrong.text)["starts_at"]) == (422, "soon")
    assert "starts_at" in errors_beside(wrong.text)
    assert client.post(f"/media/{other}/start", data=form).status_code == 404
    assert site.signed_in(site.maker.user()).post(address, data=form).status_code == 404
    client.post(address, data=form | {"starts_at": ""})
    assert "Live session · Live now" in visitor.client.get(visitor.address).text
    with database.reading() as db:
        starts = {row.media_id: row.starts_at for row in db.scalars(select(LiveSession))}
    assert starts == {media_id: None, other: None}


def test_what_has_ended_begins_no_more(site: Site) -> None:
    owner = site.maker.user()
    media_id = live(site, owner)
    client, edit = site.signed_in(owner), f"/media/{media_id}/edit"
    form = inputs(client.get(edit).text)
    set_live(ended_at=now())
    assert "starts_at" not in inputs(client.get(edit).text)
    refused = client.post(f"/media/{media_id}/start", data=form | {"starts_at": "2031-05-06T07:08"})
    assert (refused.status_code, errors_beside(refused.text)["starts_at"]) == (422, "This live session has ended.")
    with database.reading() as db:
        assert db.scalars(select(LiveSession.starts_at)).one() is None


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
