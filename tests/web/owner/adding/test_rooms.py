"""Rooms on both sides: joining passes through us, and the address stands on no guest's page (contract 10.1, 10.2)."""

import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.errors import Misconfigured
from models.links import switching
from models.media import rooms
from models.plumbing import database
from models.tables import MediaItem, User, Visit
from tests.conftest import forget
from tests.vocabulary.pages import errors_beside, heading, inputs
from tests.vocabulary.site import Guest, Site, now
from web.app import create_app

URL = "https://meet.example.org/OurRoom"
Guests = Callable[..., Guest]


def room(site: Site, owner: User | None = None, *, channel: bool = False) -> int:
    owner_id = (owner or site.maker.user()).id
    with database.writing() as db:
        made = rooms.add_room(db, owner_id=owner_id, title="Board", join_url=URL, channel=channel, now=now())
        if not channel:
            switching.turn_on_access(db, made.id, now=now())
        return made.id


@pytest.fixture
def dana(site: Site, guest: Guests) -> Guest:
    dana = guest(site.link(room(site)))
    assert "invites you to join" in dana.client.get(dana.address).text
    dana.enter()
    return dana


def played() -> list[bool]:
    with database.reading() as db:
        return [at is not None for at in db.scalars(select(Visit.played_at))]


def test_a_guest_joins_by_way_of_us_under_their_name(dana: Guest) -> None:
    page = dana.client.get(dana.address).text
    visit = dana.watch()
    assert "meet.example.org" not in page
    assert page.count("/join") == 1
    answer = dana.client.get(f"{visit}/join")
    assert answer.status_code == 303
    assert answer.location == f"{URL}#userInfo.displayName={quote(chr(34) + 'Dana' + chr(34), safe='')}"
    assert played()[-1]


def test_nobody_watches_a_room(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = room(site, owner)
    dana = guest(site.link(media_id))
    pages = [dana.client.get(dana.address).text]
    dana.enter()
    page = dana.client.get(dana.address).text
    assert "Joining as <bdi>Dana</bdi>" in page
    visit = dana.watch()
    client = site.signed_in(owner)
    paths = ("", "/edit", "/preview", "/delete", "/guest-access", "/guest-access/off")
    pages += [client.get(f"/media/{media_id}{path}").text for path in paths]
    assert "1 connected guest stays" in pages[-1]
    assert "whoever is in the room stays" in pages[4]
    left = dana.client.post(f"{visit}/leave").text
    assert "Join again" in left
    site.turn("off", media_id)
    pages += [page, left, dana.client.get(dana.address).text]
    for each in pages:
        words = re.sub(r"<[^>]+>", " ", each.partition("<main")[2])
        assert not re.search(r"watch|video|\bplays?\b", words, re.IGNORECASE), words


def test_looking_at_the_door_is_no_play(dana: Guest) -> None:
    answer = dana.client.head(f"{dana.watch()}/join")
    assert (answer.status_code, answer.headers.get("Location")) == (200, None)
    assert played() == [False]


def test_nobody_else_joins_by_a_guests_visit(site: Site, dana: Guest, guest: Guests) -> None:
    """They are led to the link's own page, which allows or refuses."""
    visit = dana.watch()
    other = guest(site.link(room(site)))
    other.enter()
    admin = site.signed_in(site.maker.user("admin"))
    for client in (site.browser(), other.client, admin):
        assert client.get(f"{visit}/join").location == dana.address
    dana.client.post(f"{visit}/leave")
    assert dana.client.get(f"{visit}/join").location == dana.address


def test_an_owner_joins_on_their_own_side_and_a_stranger_is_told_of_no_room(site: Site) -> None:
    owner = site.maker.user()
    media_id = room(site, owner)
    assert site.signed_in(owner).get(f"/media/{media_id}/join").location.startswith(URL)
    assert site.signed_in(site.maker.user()).get(f"/media/{media_id}/join").status_code == 404
    assert site.browser().get(f"/media/{media_id}/join").status_code == 302
    video = site.media(owner)
    assert site.signed_in(owner).get(f"/media/{video}/join").status_code == 404


def test_the_owner_is_told_that_the_address_stays_known(site: Site) -> None:
    owner = site.maker.user()
    media_id = room(site, owner)
    for path in ("", "/guest-access"):
        assert "knows the address of the room" in site.signed_in(owner).get(f"/media/{media_id}{path}").text


def test_the_preview_shows_a_door_that_does_not_open(site: Site) -> None:
    owner = site.maker.user()
    page = site.signed_in(owner).get(f"/media/{room(site, owner)}/preview").text
    assert "Join the room" in page
    assert "/join" not in page


def test_a_channel_room_never_has_guest_access(site: Site) -> None:
    owner = site.maker.user()
    media_id = room(site, owner, channel=True)
    client = site.signed_in(owner)
    page = client.get(f"/media/{media_id}").text
    assert "Channel rooms never have guest access." in page
    assert "guest-access" not in page
    refused = client.get(f"/media/{media_id}/guest-access")
    assert refused.status_code == 403
    assert "Channel rooms never have guest access." in refused.text
    assert client.post(f"/media/{media_id}/guest-access", data={"do": "switch"}).status_code == 403
    assert site.signed_in(site.maker.user()).get(f"/media/{media_id}/guest-access").status_code == 404


def test_an_owner_adds_a_room(browser: FlaskClient) -> None:
    form = inputs(browser.get("/media/new-room").text) | {"title": "Board", "join_url": URL}
    form.pop("channel", None)
    answer = browser.post("/media/new-room", data=form)
    assert heading(browser.get(answer.location).text) == "Board"
    with database.reading() as db:
        assert db.scalars(select(MediaItem.kind)).all() == ["room"]


@pytest.mark.parametrize("url", ["", "javascript:alert(1)", "https://x", "\0", "https://e.org/" + "x" * 3000])
def test_a_bad_address_is_named_and_nothing_typed_is_lost(site: Site, browser: FlaskClient, url: str) -> None:
    form = inputs(browser.get("/media/new-room").text) | {"title": "Board", "join_url": url}
    answer = browser.post("/media/new-room", data=form)
    assert answer.status_code == 422
    assert set(errors_beside(answer.text)) == {"join_url"}
    assert inputs(answer.text)["title"] == "Board"
    assert site.state()["media_item"] == 0


@pytest.mark.parametrize("content", [None, ""])
def test_a_site_whose_secret_cannot_be_used_does_not_start(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    """Else a guest's click would find out."""
    if content is not None:
        (tmp_path / "jitsi").write_text(content)
    values = {"HOST": "meet.example.org", "APP_ID": "guestlink", "SECRET_FILE": str(tmp_path / "jitsi")}
    for name, value in values.items():
        monkeypatch.setenv(f"GUESTLINK_JITSI_{name}", value)
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_JITSI_SECRET"):
        create_app()


def test_what_opens_a_guarded_room_stands_in_the_answer_to_the_click_alone(
    dana: Guest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for name, value in {"HOST": "meet.example.org", "APP_ID": "guestlink", "SECRET": "s" * 40}.items():
        monkeypatch.setenv(f"GUESTLINK_JITSI_{name}", value)
    forget()
    page = dana.client.get(dana.address)
    answer = dana.client.get(f"{dana.watch()}/join")
    assert answer.location.startswith(f"{URL}?jwt=")
    assert answer.headers["Cache-Control"] == "no-store"
    for seen in (page.text, str(page.headers), caplog.text):
        assert "OurRoom" not in seen
        assert "jwt" not in seen
