"""The list of all links (contract 4.52)."""

from datetime import timedelta

import pytest
from sqlalchemy import update

from models.links import all_links, creating
from models.links.creating import NewLink
from models.plumbing import database
from models.plumbing.keyset import Place
from models.tables import GuestLink
from tests.vocabulary.site import Site, now


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


def test_more_than_a_page_is_not_counted(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    owner = site.maker.user()
    client, media_id = site.signed_in(owner), site.media(owner)
    for _ in range(2):
        site.link(media_id)
    assert 'data-said="2 found"' in client.get("/links?q=link").text
    monkeypatch.setattr(all_links, "LINKS_PER_PAGE", 1)
    page = client.get("/links?q=link").text
    assert 'data-said="More than 1 found"' in page
    assert '<p class="hint">More than 1 found</p>' in page
