"""End now, of a link and of an item: the question, and what it does (contract 2.53, 2.54)."""

import pytest
from sqlalchemy import select, update

from models.media import rooms
from models.plumbing import database
from models.tables import AuditEntry, GuestLink, Module
from tests.vocabulary.pages import heading, inputs
from tests.vocabulary.site import Guest, Guests, Site, now
from tests.web.owner.links.conftest import Window

END = "links/1/end"
ROOM = "https://meet.example.org/OurRoom"


@pytest.fixture
def made(window: Window) -> Window:
    window.create(name="For the team")
    return window


def stored() -> GuestLink:
    with database.reading() as db:
        return db.scalars(select(GuestLink)).one()


def _watch(guest: Guest) -> str:
    guest.enter()
    return guest.watch()


def acts() -> list[str]:
    with database.reading() as db:
        return list(db.scalars(select(AuditEntry.act).order_by(AuditEntry.id)))


def test_it_asks_first_and_says_who_is_watching(made: Window, guest: Guests) -> None:
    watching = ["No one is watching through this link now.", "1 guest is watching.", "2 guests are"]
    for count, words in enumerate(watching):
        if count:
            _watch(guest(stored()))
        page = made.client.get(f"{made.address}/{END}").text
        assert heading(page) == "End this link now?"
        assert "After that, “For the team” lets no one in until you give it a later end." in page
        assert words in page
    assert stored().ended_at is None


def test_guests_of_an_audio_recording_listen(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    link = site.link(site.media(owner, kind="audio"))
    client, stays = site.signed_in(owner), "1 guest who is listening stays until they refresh or leave."
    said = {
        "guest-access/off": stays,
        f"guest-access/links/{link.id}/delete": stays,
        f"guest-access/links/{link.id}/end": "1 guest is listening. Their page stops within seconds.",
        "delete": "1 guest who is listening stops at once.",
    }
    _watch(guest(link))
    for page, words in said.items():
        assert words in client.get(f"/media/{link.media_id}/{page}").text


def test_the_link_ends_and_so_do_the_visits_of_its_guests(site: Site, made: Window, guest: Guests) -> None:
    dana = guest(stored())
    visit = _watch(dana)
    answer = made.client.post(f"{made.address}/{END}", data=made.form(END))
    assert (answer.status_code, answer.location) == (303, f"{made.address}?link=1#link-1")
    assert dana.client.get(f"{visit}/video").status_code == 403
    page = dana.client.get(dana.address)
    assert (page.status_code, heading(page.text)) == (410, "This link has ended.")
    window = made.client.get(answer.location).text
    assert "“For the team” has ended." in window
    assert "Ended:" in window
    assert END not in window
    assert acts() == ["link_created", "link_ended"]


def test_ending_twice_is_noted_once(made: Window) -> None:
    form = made.form(END)
    assert {made.client.post(f"{made.address}/{END}", data=form).status_code for _ in range(2)} == {303}
    assert acts() == ["link_created", "link_ended"]


def test_an_owner_without_the_permission_may_end(made: Window) -> None:
    form = made.form(END)
    with database.writing() as db:
        db.execute(update(Module).values(minimal_role="admin"))
    assert made.client.post(f"{made.address}/{END}", data=form).status_code == 303
    assert stored().ended_at is not None


def test_without_the_token_it_asks_again_and_says_why(made: Window) -> None:
    assert heading(made.client.post(f"{made.address}/{END}").text) == "This page was out of date"
    assert stored().ended_at is None


@pytest.mark.parametrize(("press", "plays"), [({}, True), ({"end": "1"}, False)])
def test_turning_off_leaves_visits_alone_and_turning_off_and_ending_does_not(
    site: Site, made: Window, guest: Guests, press: dict[str, str], plays: bool
) -> None:
    dana = guest(stored())
    visit = _watch(dana)
    page = made.client.get(f"{made.address}/off").text
    assert "Turn off and end now" in page
    form = inputs(page)
    form.pop("end", None)
    assert made.client.post(made.address, data=form | press).status_code == 303
    assert (dana.client.get(f"{visit}/video").status_code == 200) is plays
    assert "Guest access was turned off." in dana.client.get(dana.address).text
    assert acts()[-1] == ("access_off" if plays else "access_ended")
    assert site.state()["on"] == 0


def test_ending_is_possible_after_access_was_turned_off(made: Window, guest: Guests) -> None:
    dana = guest(stored())
    visit = _watch(dana)
    form = made.form("off")
    made.client.post(made.address, data=form)
    assert dana.client.get(f"{visit}/video").status_code == 200
    made.client.post(made.address, data=form | {"end": "1"})
    assert dana.client.get(f"{visit}/video").status_code == 403


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("room", "The meeting itself goes on: people who are in the room stay there."),
        ("elsewhere", "The stream itself goes on at its own server."),
        ("folder", ""),
    ],
)
def test_what_goes_on_elsewhere_is_said_before(site: Site, kind: str, words: str) -> None:
    owner = site.maker.user()
    with database.writing() as db:
        if kind == "room":
            room = rooms.add_room(db, owner_id=owner.id, title="R", join_url=ROOM, channel=False, now=now())
            media_id = room.id
    if kind != "room":
        url = "https://stream.example.org/index.m3u8" if kind == "elsewhere" else None
        media_id = site.maker.live(owner, playlist_url=url)
    link = site.maker.link(media_id)
    client = site.signed_in(owner)
    for page in ("off", f"links/{link.id}/end"):
        text = client.get(f"/media/{media_id}/guest-access/{page}").text
        assert [each in text for each in ("The meeting itself", "The stream itself")] == [
            words.startswith("The meeting"),
            words.startswith("The stream"),
        ]
