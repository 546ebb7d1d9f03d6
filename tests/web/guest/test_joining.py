"""A guest joins a room through our server. The address of the room stands on no guest's page (contract 10.1, 10.2)."""

from urllib.parse import quote

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import Visit
from tests.conftest import forget
from tests.vocabulary.rooms import ROOM_URL, room
from tests.vocabulary.site import Guest, Guests, Site


@pytest.fixture
def dana(site: Site, guest: Guests) -> Guest:
    dana = guest(site.link(room(site)))
    assert "invites you to join" in dana.client.get(dana.address).text
    dana.enter()
    return dana


def played() -> list[bool]:
    with database.reading() as db:
        return [at is not None for at in db.scalars(select(Visit.played_at))]


def test_a_guest_joins_through_our_server_with_their_name(dana: Guest) -> None:
    page = dana.client.get(dana.address).text
    visit = dana.watch()
    assert "meet.example.org" not in page
    assert page.count("/join") == 1
    answer = dana.client.get(f"{visit}/join")
    assert answer.status_code == 303
    assert answer.location == f"{ROOM_URL}#userInfo.displayName={quote(chr(34) + 'Dana' + chr(34), safe='')}"
    assert played()[-1]


def test_a_head_request_of_the_join_address_is_no_play(dana: Guest) -> None:
    answer = dana.client.head(f"{dana.watch()}/join")
    assert (answer.status_code, answer.headers.get("Location")) == (200, None)
    assert played() == [False]


def test_nobody_else_joins_with_a_guests_visit(site: Site, dana: Guest, guest: Guests) -> None:
    """They are led to the link's page, which allows or refuses (contract 10.5)."""
    visit = dana.watch()
    other = guest(site.link(room(site)))
    other.enter()
    admin = site.signed_in(site.maker.user("admin"))
    for client in (site.browser(), other.client, admin):
        assert client.get(f"{visit}/join").location == dana.address
    dana.client.post(f"{visit}/leave")
    assert dana.client.get(f"{visit}/join").location == dana.address


def test_the_token_of_a_signed_room_is_only_in_the_answer_to_the_click(
    dana: Guest, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for name, value in {"HOST": "meet.example.org", "APP_ID": "guestlink", "SECRET": "s" * 40}.items():
        monkeypatch.setenv(f"GUESTLINK_JITSI_{name}", value)
    forget()
    page = dana.client.get(dana.address)
    answer = dana.client.get(f"{dana.watch()}/join")
    assert answer.location.startswith(f"{ROOM_URL}?jwt=")
    assert answer.headers["Cache-Control"] == "no-store"
    for seen in (page.text, str(page.headers), caplog.text):
        assert "OurRoom" not in seen
        assert "jwt" not in seen
