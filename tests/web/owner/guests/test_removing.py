"""Removing one guest on the page of guests (contract 2.55, 4.48)."""

import re
from dataclasses import dataclass
from html import unescape

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, update

from models.plumbing import database, paging
from models.tables import AuditEntry, GuestEntry, GuestLink
from tests.vocabulary.pages import heading, inputs
from tests.vocabulary.rooms import room
from tests.vocabulary.site import Guest, Guests, Site, now


@dataclass
class Watched:
    owner: FlaskClient
    link: GuestLink
    dana: Guest
    omer: Guest
    entry_id: int

    @property
    def address(self) -> str:
        return f"/media/{self.link.media_id}/guests/{self.entry_id}/remove"


@pytest.fixture
def watched(site: Site, guest: Guests) -> Watched:
    person = site.maker.user()
    link = site.link(site.media(person))
    dana, omer = guest(link), guest(link)
    for each, name in ((dana, "Dana"), (omer, "Omer")):
        each.send(each.form(), name=name)
    with database.reading() as db:
        entry_id = db.scalars(select(GuestEntry.id).where(GuestEntry.name == "Dana")).one()
    return Watched(site.signed_in(person), link, dana, omer, entry_id)


def test_it_asks_first_and_a_question_changes_nothing(watched: Watched) -> None:
    visit = watched.dana.watch()
    page = watched.owner.get(watched.address).text
    assert heading(page) == "Remove this guest?"
    assert "“Dana (dana@example.com)” stops watching at once, and cannot load the page again." in page
    assert watched.dana.client.get(f"{visit}/video").status_code == 200
    assert watched.owner.post(watched.address).status_code == 400
    assert watched.dana.client.get(f"{visit}/video").status_code == 200


STOPS = {
    "video": "“Dana (dana@example.com)” stops watching at once, and cannot load the page again.",
    "audio": "“Dana (dana@example.com)” stops listening at once, and cannot load the page again.",
    "live": "“Dana (dana@example.com)” stops watching at once, and cannot load the page again.",
    "room": "“Dana (dana@example.com)” cannot load the page again.",
}
IN_THE_ROOM = "Someone who is in the room stays there until they leave it."


@pytest.mark.parametrize("kind", STOPS)
def test_the_question_is_true_of_each_kind_and_of_who_is_not_here(site: Site, guest: Guests, kind: str) -> None:
    person = site.maker.user()
    link = site.link(room(site, person) if kind == "room" else site.media(person, kind=kind))
    dana, owner = guest(link), site.signed_in(person)
    dana.enter()
    address = f"/media/{link.media_id}/guests/1/remove"
    stays = "The link stays as it is: anyone who has it can enter with it."
    not_here = question(owner.get(address).text)
    assert not_here.startswith(f"“Dana (dana@example.com)” cannot load the page again. {stays}")
    dana.watch()
    here = question(owner.get(address).text)
    assert here.startswith(f"{STOPS[kind]} {stays}")
    assert [IN_THE_ROOM in each for each in (not_here, here)] == [kind == "room"] * 2
    with database.writing() as db:
        db.execute(update(GuestEntry).values(name=None, email=None, folded=None, erased_at=now()))
    erased = question(owner.get(address).text)
    assert erased.startswith(f"This guest{STOPS[kind].partition('”')[2]}")
    assert "”" not in erased


def question(page: str) -> str:
    return page.partition("</h1>")[2].partition("<p>")[2].partition("</p>")[0]


ASKED = "?q=dan&status=removed&sort=name"


@pytest.mark.parametrize(
    ("asked", "back"),
    [
        ("", ""),
        ("?q=smith+%26+co&sort=watched", "?q=smith+%26+co&sort=watched"),
        (f"{ASKED}&page=2", f"{ASKED}&page=2"),
        # The list of those who are here gets shorter.
        ("?status=here&page=2", "?status=here"),
        ("?page=x&status=none&sort=entered&other=1", ""),
    ],
)
@pytest.mark.parametrize("of_link", [True, False])
def test_afterwards_and_after_cancel_the_list_is_as_it_was(
    watched: Watched, asked: str, back: str, of_link: bool
) -> None:
    item = f"/media/{watched.link.media_id}"
    wanted = f"{item}/guest-access/links/{watched.link.id}/guests" if of_link else f"{item}/guests"
    query = "&".join(part for part in (asked.removeprefix("?"), "of-link=1" if of_link else "") if part)
    page = watched.owner.get(f"{watched.address}?{query}").text
    (cancel,) = re.findall(r'<a class="button" href="([^"]*)" autofocus>', page)
    assert unescape(cancel) == f"{wanted}{back}"
    (action,) = re.findall(r'<form class="choices" method="post" action="([^"]*)">', page)
    answer = watched.owner.post(unescape(action), data=inputs(page))
    assert (answer.status_code, answer.location) == (303, f"{wanted}{back}")


def test_each_row_takes_along_what_was_asked(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paging, "ROWS_PER_PAGE", 1)
    item = f"/media/{watched.link.media_id}"
    pages = {
        f"{item}/guests": "",
        f"{item}/guests?q=example&sort=name&page=2": "?q=example&sort=name&page=2",
        f"{item}/guest-access/links/{watched.link.id}/guests?page=2": "?page=2&of-link=1",
    }
    for address, kept in pages.items():
        (found,) = re.findall(r'href="([^"]*/remove[^"]*)"', watched.owner.get(address).text)
        assert unescape(found).endswith(f"/remove{kept}")


@pytest.mark.parametrize("of_link", [True, False])
def test_the_guest_stops_and_the_others_stay_and_the_row_says_removed(watched: Watched, of_link: bool) -> None:
    visits = watched.dana.watch(), watched.omer.watch()
    query = "?of-link=1" if of_link else ""
    form = inputs(watched.owner.get(f"{watched.address}{query}").text)
    answer = watched.owner.post(f"{watched.address}{query}", data=form)
    item = f"/media/{watched.link.media_id}"
    back = f"{item}/guest-access/links/{watched.link.id}/guests" if of_link else f"{item}/guests"
    assert (answer.status_code, answer.location) == (303, back)
    assert watched.dana.client.get(f"{visits[0]}/video").status_code == 403
    assert watched.omer.client.get(f"{visits[1]}/video").status_code == 200
    page = watched.owner.get(back).text
    assert "The guest was removed." in page
    assert page.count('<span class="state">Removed</span>') == 1
    assert "Dana" in page
    # The way in stays open.
    assert watched.dana.enter().status_code == 303


def test_the_audit_log_names_the_link_and_not_the_guest(watched: Watched) -> None:
    watched.owner.post(watched.address, data=inputs(watched.owner.get(watched.address).text))
    with database.reading() as db:
        (entry,) = db.scalars(select(AuditEntry).where(AuditEntry.act == "guest_removed")).all()
    assert (entry.media_id, entry.link_id, entry.detail) == (watched.link.media_id, watched.link.id, "A link")
    assert entry.user_id is not None


def test_a_guest_of_another_item_is_not_found(site: Site, watched: Watched) -> None:
    other = site.media(site.maker.user())
    foreign = f"/media/{other}/guests/{watched.entry_id}/remove"
    assert watched.owner.get(foreign).status_code == 404
    assert watched.owner.get(f"/media/{watched.link.media_id}/guests/999/remove").status_code == 404
    mine = site.media(site.maker.user())
    stranger = f"/media/{mine}/guests/{watched.entry_id}/remove"
    assert watched.owner.post(stranger).status_code == 404
