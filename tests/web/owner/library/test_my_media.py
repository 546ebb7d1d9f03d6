"""My media: what is listed, found and said of each item (contract 4.1, 4.51)."""

import html
import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import quote

import pytest

from models.links import creating
from models.links.creating import NewLink
from models.media import listing
from models.media.editing import edit_media, fields_of
from models.plumbing import database
from models.tables import MediaItem, User
from tests.vocabulary.site import Guests, Site, now


def test_a_site_wide_item_is_listed_for_everybody_who_is_signed_in(site: Site) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    viewing, owning = site.signed_in(site.maker.user("viewer")), site.signed_in(owner)
    assert "Shared with everyone on this site" not in viewing.get("/media").text
    with database.writing() as db:
        db.get_one(MediaItem, media_id).visibility = "site"
    page = viewing.get("/media").text
    assert "Shared with everyone on this site" in page
    assert f'href="/media/{media_id}"' in page
    assert "Louise Smith" in page
    assert "Shared with everyone on this site" not in owning.get("/media").text


def test_an_admin_sees_who_owns_an_item_and_owners_do_not(site: Site) -> None:
    owner = site.maker.user()
    site.media(owner)
    whose = f'By <bdi translate="no">{owner.name}</bdi>'
    assert whose in site.signed_in(site.maker.user("admin")).get("/media").text
    assert whose not in site.signed_in(owner).get("/media").text


def entitled(site: Site, owner: User, title: str) -> int:
    media_id = site.media(owner)
    with database.writing() as db:
        shown = fields_of(db, db.get_one(MediaItem, media_id))
        edit_media(db, media_id, shown=shown, wanted=replace(shown, title=title))
    return media_id


def test_search_and_filters_answer_without_script_and_are_kept_together(site: Site) -> None:
    owner = site.maker.user()
    client = site.signed_in(owner)
    found, other = entitled(site, owner, "Über uns"), entitled(site, owner, "Something else")
    page = client.get("/media?q=UBER&kind=video&sort=title&access=on").text
    assert f'href="/media/{found}"' in page
    assert f'href="/media/{other}"' not in page
    assert "1 found" in page
    for kept in ('name="q" value="UBER"', 'name="kind" value="video"', 'name="sort" value="title"'):
        assert kept in page
    assert "q=UBER&amp;kind=room&amp;access=on&amp;sort=title" in page
    assert f'href="/media/{found}"' not in client.get("/media?q=UBER&kind=room").text


def test_an_empty_answer_leads_back_to_everything_and_an_empty_list_to_the_first_step(site: Site) -> None:
    client = site.signed_in(site.maker.user())
    assert "Nothing here yet" in client.get("/media").text
    page = client.get("/media?q=nothing").text
    assert page.count(">Nothing found<") == 1
    assert "Show all media" in page
    assert "Nothing here yet" not in page


@pytest.mark.parametrize(
    "query",
    [
        "q=%00",
        "q=%ED%A0%80",
        "q=%FF",
        "q=" + "a" * 5000,
        "q=" + quote("\u0301" * 200),
        "kind=x&sort=x&whose=x&access=x",
    ],
)
def test_what_no_page_asks_for_counts_as_nothing(site: Site, query: str) -> None:
    assert site.signed_in(site.maker.user()).get(f"/media?{query}").status_code == 200


@pytest.mark.parametrize(
    "query", ["after=x", "before=0", "after=1.0.AA", "sort=title&after=1", "sort=end&after=1.0.MQ"]
)
def test_a_place_that_is_none_is_not_found(site: Site, query: str) -> None:
    owner = site.maker.user()
    site.media(owner)
    assert site.signed_in(owner).get(f"/media?{query}").status_code == 404


@pytest.mark.parametrize("sort", ["", "title", "end"])
def test_pages_lead_there_and_back(site: Site, monkeypatch: pytest.MonkeyPatch, sort: str) -> None:
    monkeypatch.setattr(listing, "ITEMS_PER_PAGE", 2)
    owner = site.maker.user()
    client = site.signed_in(owner)
    for number in range(5):
        media_id = entitled(site, owner, f"Part {number}")
        site.maker.link(media_id, days=number or None)
    pages, address = [], f"/media?sort={sort}"
    for _ in range(3):
        page = client.get(address).text
        pages.append(page)
        address = link_of(page, "next")
    assert not address
    back = client.get(link_of(client.get(link_of(pages[2], "prev")).text, "prev")).text
    assert titles(back) == titles(pages[0])
    assert {'data-said="More than 2 found"' in page for page in pages} == {True}
    assert len({title for page in pages for title in titles(page)}) == 5


def link_of(page: str, rel: str) -> str:
    found = re.search(f'rel="{rel}" href="([^"]*)"', page)
    return html.unescape(found[1]) if found else ""


def titles(page: str) -> list[str]:
    return re.findall(r"Part \d", page)


def test_a_card_says_how_many_links_admit_and_when_the_next_one_ends(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = site.media(owner)
    site.link(media_id, days=3)
    visitor = guest(site.link(media_id))
    visitor.enter()
    visitor.watch()
    page = site.signed_in(owner).get("/media").text
    assert "2 active links · next ends in 3 days · 1 here now" in page
    assert "Video · 0:01" in page
    assert f'action="/media/{media_id}/guest-access/invite"' in page


def test_where_access_is_on_and_no_link_admits_a_card_says_so(site: Site) -> None:
    owner = site.maker.user()
    ended, off = site.media(owner), site.media(owner, access=False)
    site.link(ended, days=1, age=timedelta(days=2))
    site.link(off)
    page = site.signed_in(owner).get("/media").text
    assert page.count("No active link") == 1
    assert page.index("No active link") > page.index(f'href="/media/{ended}"')


def test_where_a_link_only_waits_for_its_start_a_card_says_when(site: Site) -> None:
    owner = site.maker.user()
    waiting, off = site.media(owner), site.media(owner, access=False)
    for media_id, days in ((waiting, 5), (waiting, 2), (off, 2)):
        with database.writing() as db:
            later = NewLink("A premiere", None, None, starts_at=now() + timedelta(days=days))
            creating.create_link(db, media_id, later, now=now())
    page = site.signed_in(owner).get("/media").text
    assert page.count("next link starts in 2 days") == 1
    assert "No active link" not in page
    site.link(waiting)
    assert "starts in" not in site.signed_in(owner).get("/media").text
