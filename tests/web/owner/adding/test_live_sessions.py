"""Adding a live session: its start, its source, and what is refused (contract 9.1)."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select, update

from models.config.settings import settings
from models.files import live_folder
from models.media import live_sessions
from models.plumbing import database
from models.site.locks import lock_site
from models.tables import LiveSession, User
from tests.vocabulary.encoder import stamp
from tests.vocabulary.live import REMOTE
from tests.vocabulary.pages import inputs
from tests.vocabulary.site import Site, now

FORM = {"title": "Board", "starts_at": "", "folder": "", "playlist_name": "", "playlist_url": ""}


def choose_zone(owner: User, zone: str) -> None:
    with database.writing() as db:
        db.execute(update(User).where(User.id == owner.id).values(timezone=zone))


def test_an_owner_adds_a_live_session(site: Site) -> None:
    client = site.signed_in(site.maker.user())
    form = inputs(client.get("/media/new-live").text) | FORM
    typed = {"folder": "board", "playlist_name": " hd 1/שידור.m3u8", "starts_at": "2030-01-02T03:04"}
    answer = client.post("/media/new-live", data=form | typed)
    assert answer.status_code == 303
    with database.reading() as db:
        added = db.scalars(select(LiveSession)).one()
    assert (added.folder, added.playlist_name, added.playlist_url) == ("board", "hd 1/שידור.m3u8", None)
    assert added.starts_at is not None
    assert added.starts_at.isoformat() == "2030-01-02T03:04:00+00:00"


@pytest.mark.parametrize(("folder", "others"), [("שידור חי 1", "שידור חי 1"), ("Café A", "CAFe\u0301 a")])
def test_a_folder_in_any_script_plays_and_stays_its_first_owners(site: Site, folder: str, others: str) -> None:
    client, other = (site.signed_in(site.maker.user()) for _ in range(2))
    form = inputs(client.get("/media/new-live").text) | FORM | {"folder": folder}
    address = client.post("/media/new-live", data=form).location
    stamp(settings().live_folder / folder / "index.m3u8", "#EXTM3U\n#EXTINF:2,\na1.ts\n")
    stamp(settings().live_folder / folder / "a1.ts", "0123456789")
    assert client.get(f"{address}/live/a1.ts").text == "0123456789"
    form = inputs(other.get("/media/new-live").text) | FORM | {"folder": others}
    answer = other.post("/media/new-live", data=form)
    assert (answer.status_code, "belongs to someone" in answer.text) == (422, True)


def test_nobody_waits_while_the_folder_is_looked_at(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may hold thousands of files, on a slow disk."""

    def look(_folder: str) -> int:
        with database.writing() as db:
            lock_site(db)
        return 7

    monkeypatch.setattr(live_folder, "newest_file_in", look)
    client = site.signed_in(site.maker.user())
    form = inputs(client.get("/media/new-live").text) | FORM | {"folder": "board"}
    assert client.post("/media/new-live", data=form).status_code == 303
    with database.reading() as db:
        assert db.scalars(select(LiveSession.left_until)).one() == 7


def test_a_start_is_typed_in_the_time_zone_of_the_account(site: Site) -> None:
    owner = site.maker.user()
    choose_zone(owner, "America/Lima")
    client = site.signed_in(owner)
    form = inputs(client.get("/media/new-live").text) | FORM
    client.post("/media/new-live", data=form | {"folder": "board", "starts_at": "2030-01-02T03:04"})
    with database.reading() as db:
        starts_at = db.scalars(select(LiveSession.starts_at)).one()
    assert starts_at is not None
    assert starts_at.isoformat() == "2030-01-02T08:04:00+00:00"


def test_a_start_is_meant_in_the_zone_that_the_page_named(site: Site) -> None:
    """The person chooses another zone in another tab. The script reads the zone of the form too."""
    owner = site.maker.user()
    choose_zone(owner, "America/Lima")
    form = inputs(site.signed_in(owner).get("/media/new-live").text)
    assert form["zone"] == "America/Lima"
    choose_zone(owner, "Asia/Tokyo")
    client = site.signed_in(owner)
    form["csrf_token"] = inputs(client.get("/media/new-live").text)["csrf_token"]
    refused = client.post("/media/new-live", data=form | FORM | {"starts_at": "2 January 2030, 03:04"})
    assert (refused.status_code, "Times are in America/Lima." in refused.text) == (422, True)
    client.post("/media/new-live", data=inputs(refused.text) | {"folder": "board"})
    with database.reading() as db:
        assert db.scalars(select(LiveSession.starts_at)).one() == datetime(2030, 1, 2, 8, 4, tzinfo=UTC)


WRONG = [{}, {"folder": "a", "playlist_url": REMOTE}, {"folder": "../a"}, {"playlist_url": "x"}, {"folder": "taken"}]
WRONG += [{"folder": "a", "playlist_name": name} for name in ("../x.m3u8", "/x.m3u8", "x/", "a\0", "x" * 501)]
WRONG += [{"playlist_url": REMOTE, "playlist_name": "x.m3u8"}]
WRONG += [
    {"folder": "a", "starts_at": "soon"},
    {"folder": "a", "starts_at": "2026-12-31"},
    {"folder": "a", "title": ""},
    {"folder": "a\0"},
]


@pytest.mark.parametrize("typed", WRONG)
def test_a_wrong_live_session_is_refused_and_what_was_typed_is_kept(site: Site, typed: dict[str, str]) -> None:
    with database.writing() as db:
        owner_id = site.maker.user().id
        source = live_sessions.in_folder("taken")
        live_sessions.add_live(db, owner_id=owner_id, title="T", source=source, starts_at=None, now=now())
    client = site.signed_in(site.maker.user())
    form = inputs(client.get("/media/new-live").text) | FORM | typed
    answer = client.post("/media/new-live", data=form)
    assert answer.status_code == 422
    assert inputs(answer.text)["title"] == form["title"]
    assert site.state()["media_item"] == 1
