"""Ending or deleting many links at once, on the list of all links (contract 4.52)."""

import re

import pytest
from sqlalchemy import update

from models.plumbing import database
from models.tables import AuditEntry, GuestLink
from tests.vocabulary.pages import inputs
from tests.vocabulary.rooms import room
from tests.vocabulary.site import Guests, Site, now


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


@pytest.mark.parametrize("act", ["end", "delete"])
def test_the_question_names_each_link_with_its_item_and_its_state(site: Site, guest: Guests, act: str) -> None:
    owner = site.maker.user()
    first, full, over = site.link(site.media(owner)), site.link(site.media(owner), clicks=1), site.link()
    guest(full).enter()
    with database.writing() as db:
        db.execute(update(GuestLink).where(GuestLink.id == first.id).values(name="<b>דנה</b>"))
        db.execute(update(GuestLink).where(GuestLink.id == over.id).values(name="Over", ended_at=now()))
    admin = site.signed_in(site.maker.user("admin"))
    page = admin.get(f"/links/confirm?do={act}&link={first.id}&link={full.id}&link={over.id}").text
    items = page.partition('<ul class="names">')[2].partition("</ul>")[0].split("</li>")
    assert [without_tags(each) for each in items if each.strip()] == [
        "&lt;b&gt;דנה&lt;/b&gt; A title · Active",
        "A link A title · Limit reached",
        "Over A title · Expired",
    ]
    assert page.count('<bdi translate="no">A title</bdi>') == 3


def words(page: str) -> str:
    return without_tags(page.partition("<main")[2].partition("</main>")[0])


def without_tags(part: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", part).split())


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
        ("audio", 1, "No one is listening through this link now."),
        ("audio", 2, "No one is listening through these links now."),
        ("room", 1, "No one is connected through this link now."),
        ("room", 2, "No one is connected through these links now."),
    ],
)
def test_where_nobody_is_connected_it_says_so(site: Site, kind: str, number: int, words: str) -> None:
    owner = site.maker.user()
    items = [room(site, owner) if kind == "room" else site.media(owner, kind=kind) for _ in range(number)]
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
    assert "1 guest is connected. Their page stops within seconds." in page
    assert "watching" not in page


@pytest.mark.parametrize(
    ("others", "words"),
    [
        ("video", "2 guests are connected. Their pages stop within seconds."),
        ("audio", "2 guests are listening. Their pages stop within seconds."),
    ],
)
def test_of_guests_of_several_kinds_it_is_said_that_they_are_connected(
    site: Site, guest: Guests, others: str, words: str
) -> None:
    owner = site.maker.user()
    links = [site.link(site.media(owner, kind=kind)) for kind in ("audio", others)]
    # Nobody is there.
    links.append(site.link(room(site, owner)))
    for link in links[:2]:
        somebody = guest(link)
        somebody.enter()
        somebody.watch()
    chosen = "&".join(f"link={link.id}" for link in links)
    assert words in site.signed_in(owner).get(f"/links/confirm?do=end&{chosen}").text


def test_without_the_token_nothing_is_done(site: Site) -> None:
    owner = site.maker.user()
    link = site.link(site.media(owner))
    before = site.state()
    assert site.signed_in(owner).post("/links", data={"do": "delete", "links": str(link.id)}).status_code == 400
    assert site.state() == before
