"""What the page of an item says of its links, to those who manage them (contract 4.56)."""

from datetime import timedelta

from sqlalchemy import update

from models.links import creating
from models.links.creating import NewLink
from models.plumbing import database
from models.tables import MediaItem
from tests.vocabulary.site import Guests, Site, now


def test_the_page_of_an_item_leads_to_its_links_and_to_who_is_here(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    link = site.link(site.media(owner), days=3)
    client, address = site.signed_in(owner), f"/media/{link.media_id}"
    page = client.get(address).text
    assert f'href="{address}/guest-access">1 active link · next ends in 3 days</a>' in page
    assert "here now" not in page
    dana = guest(link)
    dana.enter()
    dana.client.get(dana.address)
    page = client.get(address).text
    assert f'href="{address}/guests?status=here">1 here now</a>' in page
    assert "dana" in client.get(f"{address}/guests?status=here").text.lower()


def test_it_says_when_no_link_admits_and_when_the_next_one_starts(site: Site) -> None:
    owner = site.maker.user()
    media_id, client = site.media(owner), site.signed_in(owner)
    site.link(media_id, days=1, age=timedelta(days=2))
    assert ">No active link</a>" in client.get(f"/media/{media_id}").text
    with database.writing() as db:
        later = NewLink("A premiere", None, None, starts_at=now() + timedelta(days=2))
        creating.create_link(db, media_id, later, now=now())
    assert ">next link starts in 2 days</a>" in client.get(f"/media/{media_id}").text


def test_who_only_watches_reads_nothing_of_it(site: Site) -> None:
    link = site.link()
    with database.writing() as db:
        db.execute(update(MediaItem).values(visibility="site"))
    page = site.signed_in(site.maker.user("admin")).get(f"/media/{link.media_id}").text
    assert "active link" in page
    assert "active link" not in site.signed_in(site.maker.user("viewer")).get(f"/media/{link.media_id}").text
