"""All links, and doing something to many at once (contract 4.52)."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import update

from models.links import creating
from models.links.creating import NewLink
from models.plumbing import database
from models.plumbing.keyset import Place
from models.tables import AuditEntry, GuestLink
from tests.vocabulary.pages import inputs
from tests.vocabulary.rooms import room
from tests.vocabulary.site import Guests, Site, now


def test_each_link_is_listed_with_its_item_and_state(site: Site) -> None:
    owner = site.maker.user()
    link = site.link(site.media(owner), clicks=7, days=3)
    page = site.signed_in(owner).get("/links").text
    assert f'href="/media/{link.media_id}/guest-access/links/{link.id}"' in page
    assert "0 of 7" in page
    assert "in 3 days" in page
    assert '<span class="state active">Active</span>' in page
    assert "No links yet" in site.signed_in(site.maker.user()).get("/links").text


def test_a_link_that_has_not_started_says_when_it_starts(site: Site) -> None:
    owner = site.maker.user()
    media_id, started = site.media(owner), site.media(owner)
    starts_at = now() + timedelta(days=3)
    later = NewLink("Later", None, 7, starts_at=starts_at)
    with database.writing() as db:
        creating.create_link(db, media_id, later, now=now())
    site.link(started)
    page = site.signed_in(owner).get("/links").text
    assert "Not started" in page
    assert page.count("Starts <time") == 1
    assert f'Starts <time datetime="{starts_at.isoformat()}"' in page
    assert "in 10 days" in page, "and when it ends"
    with database.writing() as db:
        db.execute(update(GuestLink).values(starts_at=now()))
    assert "Starts <time" not in site.signed_in(owner).get("/links").text


def test_a_filter_that_leaves_nothing_leads_back_to_all(site: Site) -> None:
    owner = site.maker.user()
    site.link(site.media(owner))
    client = site.signed_in(owner)
    for query in ("q=zzz", "status=expired"):
        page = client.get(f"/links?{query}").text
        assert page.count(">Nothing found<") == 1
        assert "Show all links" in page
    assert "A link" in client.get("/links?q=A+LI&status=active&sort=name").text
    assert "A link" in client.get("/links?status=deleted").text, "deleted links are in no list, so it is no filter"


# Instants that UTC has no year for: the night of the year 1 east of it, and the evening of the year 9999 west of it.
OUTSIDE = [str(Place(1, 0, when)) for when in ("0001-01-01T00:00+23:00", "9999-12-31T23:00-23:00")]


@pytest.mark.parametrize(
    "query", ["after=x", "sort=end&after=1.0.MQ", "sort=name&before=1", *(f"sort=end&after={at}" for at in OUTSIDE)]
)
def test_a_place_that_is_none_is_not_found(site: Site, query: str) -> None:
    owner = site.maker.user()
    site.link(site.media(owner))
    assert site.signed_in(owner).get(f"/links?{query}").status_code == 404


@pytest.mark.parametrize(
    ("act", "question", "told"),
    [
        ("end", "End 2 links now? 1 guest is watching. Their page stops within seconds.", "2 links have ended."),
        (
            "delete",
            "Delete 2 links? 2 links will never work again. 1 guest who is watching stays until they refresh or leave.",
            "2 links were deleted.",
        ),
    ],
)
def test_many_at_once_asks_first_and_touches_no_other(
    site: Site, guest: Guests, act: str, question: str, told: str
) -> None:
    owner = site.maker.user()
    client = site.signed_in(owner)
    first, second, kept = (site.link(site.media(owner)) for _ in range(3))
    hers = site.link()
    visitor = guest(first)
    visitor.enter()
    visitor.watch()
    before = site.state()
    chosen = f"link={first.id}&link={second.id}&link={hers.id}"
    page = client.get(f"/links/confirm?do={act}&{chosen}&status=active").text
    assert question in words(page)
    assert site.state() == before
    answer = client.post("/links?status=active", data=inputs(page))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/links?status=active")
    left = client.get("/links?status=active").text
    assert told in left
    assert re.findall(r'name="link" value="(\d+)"', left) == [str(kept.id)]
    with database.reading() as db:
        row = db.get_one(GuestLink, hers.id)
        assert (row.ended_at, row.deleted_at) == (None, None)
        noted = [(entry.act, entry.link_id, entry.user_id) for entry in db.query(AuditEntry).order_by(AuditEntry.id)]
    name = {"end": "link_ended", "delete": "link_deleted"}[act]
    assert noted == [(name, first.id, owner.id), (name, second.id, owner.id)]


@pytest.mark.parametrize(
    ("act", "told"),
    [("end", "These links have already ended or been deleted."), ("delete", "These links have already been deleted.")],
)
def test_where_somebody_was_quicker_it_says_so(site: Site, act: str, told: str) -> None:
    owner = site.maker.user()
    link = site.link(site.media(owner))
    client = site.signed_in(owner)
    sent = inputs(client.get(f"/links/confirm?do={act}&link={link.id}").text)
    site.delete_link(link)
    client.post("/links", data=sent)
    assert told in client.get("/links").text


def words(page: str) -> str:
    main = page.partition("<main")[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", main).split())


def test_no_link_chosen_is_said(site: Site) -> None:
    owner = site.maker.user()
    client, hers = site.signed_in(owner), site.link()
    for query in ("", "&link=x", "&link=0", f"&link={hers.id}"):
        answer = client.get(f"/links/confirm?do=end{query}")
        assert (answer.status_code, answer.headers["Location"]) == (303, "/links")
    assert "Choose at least one link." in client.get("/links").text
    assert client.get("/links/confirm?do=x").status_code == 400


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [
        ("video", 1, "No one is watching through this link now."),
        ("video", 2, "No one is watching through these links now."),
        ("room", 1, "No one is connected through this link now."),
        ("room", 2, "No one is connected through these links now."),
    ],
)
def test_where_nobody_is_connected_it_says_so(site: Site, kind: str, number: int, words: str) -> None:
    owner = site.maker.user()
    items = [room(site, owner) if kind == "room" else site.media(owner) for _ in range(number)]
    chosen = "&".join(f"link={site.link(media_id).id}" for media_id in items)
    assert words in site.signed_in(owner).get(f"/links/confirm?do=end&{chosen}").text


def test_guests_of_rooms_are_connected_and_do_not_watch(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    links = [site.link(room(site, owner)) for _ in range(2)]
    dana = guest(links[0])
    dana.enter()
    dana.watch()
    chosen = "&".join(f"link={link.id}" for link in links)
    page = site.signed_in(owner).get(f"/links/confirm?do=end&{chosen}").text
    assert "1 guest is connected. Their page closes within seconds." in page
    assert "watching" not in page


def test_without_the_token_nothing_is_done(site: Site) -> None:
    owner = site.maker.user()
    link = site.link(site.media(owner))
    before = site.state()
    assert site.signed_in(owner).post("/links", data={"do": "delete", "links": str(link.id)}).status_code == 400
    assert site.state() == before
