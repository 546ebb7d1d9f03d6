"""The page of the guests of one link (contract 4.48)."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from models.plumbing import database, paging
from models.tables import GuestLink, Visit
from tests.vocabulary.pages import heading
from tests.vocabulary.rooms import room
from tests.vocabulary.site import Guest, Guests, Site


def address(link: GuestLink) -> str:
    return f"/media/{link.media_id}/guest-access/links/{link.id}/guests"


def enters(guest: Guests, link: GuestLink, name: str) -> Guest:
    somebody = guest(link)
    somebody.send(somebody.form(), name=name, email=f"{name.lower()}@example.com")
    return somebody


def test_it_shows_the_guests_of_this_link_alone(site: Site, guest: Guests, link: GuestLink, owner: FlaskClient) -> None:
    sibling = site.link(link.media_id)
    enters(guest, link, "Dana")
    enters(guest, sibling, "Omer")
    page = owner.get(address(link)).text
    assert heading(page) == "Guests of A link"
    assert "<title>Guests of link: A link · Guestlink</title>" in page
    assert "dana@example.com" in page
    assert "omer@example.com" not in page
    assert "1 guest" in page


def test_an_empty_page_says_how_to_invite(link: GuestLink, owner: FlaskClient) -> None:
    page = owner.get(address(link)).text
    assert "No one has entered yet. Send a guest link" in page
    assert f'href="/media/{link.media_id}/guest-access"' in page
    assert "guests.csv" not in page


def test_it_says_who_is_here_now_and_how_much_was_watched(guest: Guests, link: GuestLink, owner: FlaskClient) -> None:
    enters(guest, link, "Dana").watch()
    with database.writing() as db:
        db.execute(update(Visit).values(watched_seconds=130, watched_parts=(1 << 25) - 1))
    page = owner.get(address(link)).text
    assert '<span class="state active">Here now</span>' in page
    assert "2 min" in page
    assert "50%" in page
    assert '<progress max="100" value="50"' in page


FROM_PLAYER = "Times come from the player and may be a few minutes behind."
ONCE = "The percentage counts each part once."
FROM_JOINING = "The time is counted from joining until the guest’s page closes."


@pytest.mark.parametrize(
    ("kind", "how_long", "most", "reckoned"),
    [
        ("video", "Watched", "Watched most", f"{FROM_PLAYER} {ONCE}"),
        ("audio", "Listened", "Listened most", f"{FROM_PLAYER} {ONCE}"),
        ("live", "Watched", "Watched most", FROM_PLAYER),
        ("room", "In the room", "Longest in the room", FROM_JOINING),
    ],
)
def test_how_long_has_the_words_of_the_kind_and_says_how_it_is_counted(
    site: Site, guest: Guests, kind: str, how_long: str, most: str, reckoned: str
) -> None:
    person = site.maker.user()
    link = site.link(room(site, person) if kind == "room" else site.media(person, kind=kind))
    owner = site.signed_in(person)
    assert reckoned not in owner.get(address(link)).text, "nobody has entered"
    enters(guest, link, "Dana")
    page = owner.get(address(link)).text
    assert f'scope="col">{how_long}</th>' in page
    assert f'data-label="{how_long}"' in page
    assert f">{most}</a>" in page
    assert f'<p class="hint">{reckoned}</p>' in page


def test_a_room_has_minutes_and_no_share(site: Site, guest: Guests) -> None:
    person = site.maker.user()
    link = site.link(site.media(person, kind="live"))
    enters(guest, link, "Dana")
    page = site.signed_in(person).get(address(link)).text
    assert "Dana" in page
    assert "<progress" not in page


def test_search_filters_and_pages_keep_what_was_asked(
    guest: Guests, link: GuestLink, owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 1)
    for name in ("Dana", "Daniel", "Omer"):
        enters(guest, link, name).watch()
    page = owner.get(f"{address(link)}?q=dan&status=here&sort=name").text
    assert "dana@example.com" in page
    assert "daniel@example.com" not in page
    assert "q=dan&amp;status=here&amp;sort=name&amp;page=2" in page
    assert "daniel@example.com" in owner.get(f"{address(link)}?q=dan&status=here&sort=name&page=2").text
    assert "No guests found." in owner.get(f"{address(link)}?q=nobody").text


@pytest.mark.parametrize("asked", ["?status=x", "?sort=x", "?q=%00", "?q=%ED%A0%80", f"?q={'x' * 5000}", "?q=%25"])
def test_what_no_page_of_ours_asks_breaks_nothing(link: GuestLink, owner: FlaskClient, asked: str) -> None:
    assert owner.get(f"{address(link)}{asked}").status_code == 200


@pytest.mark.parametrize("page", ["0", "2", "x"])
def test_an_impossible_page_is_not_found(link: GuestLink, owner: FlaskClient, page: str) -> None:
    assert owner.get(f"{address(link)}?page={page}").status_code == 404


def test_a_link_of_another_item_is_not_found_and_a_deleted_one_is(
    site: Site, guest: Guests, link: GuestLink, owner: FlaskClient
) -> None:
    other = site.link()
    for ending in ("", ".csv", ".xlsx"):
        foreign = f"/media/{link.media_id}/guest-access/links/{other.id}/guests{ending}"
        assert owner.get(foreign).status_code == 404
        assert owner.get(f"{address(other)}{ending}").status_code == 404
    enters(guest, link, "Dana")
    site.delete_link(link)
    assert "dana@example.com" in owner.get(address(link)).text
