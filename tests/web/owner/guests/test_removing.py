"""Removing one guest on the page of guests (contract 2.55, 4.48)."""

from dataclasses import dataclass

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from models.plumbing import database
from models.tables import AuditEntry, GuestEntry, GuestLink
from tests.vocabulary.pages import heading, inputs
from tests.vocabulary.site import Guest, Guests, Site


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
    assert "“Dana (dana@example.com)” stops watching at once" in page
    assert watched.dana.client.get(f"{visit}/video").status_code == 200
    assert watched.owner.post(watched.address).status_code == 400
    assert watched.dana.client.get(f"{visit}/video").status_code == 200


@pytest.mark.parametrize("of_link", [True, False])
def test_the_guest_stops_and_the_others_stay_and_the_row_says_removed(watched: Watched, of_link: bool) -> None:
    visits = watched.dana.watch(), watched.omer.watch()
    query = "?of-link=1" if of_link else ""
    form = inputs(watched.owner.get(f"{watched.address}{query}").text)
    answer = watched.owner.post(watched.address, data=form)
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
