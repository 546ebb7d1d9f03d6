"""A second start of the demo shows what the first one made (contract 7.2)."""

from models.links import deleting, listing, switching
from models.media import listing as media_listing
from models.people import accounts
from models.plumbing import clock, database
from tests.vocabulary.maker import Maker
from web.cli.demo.content import EMAIL, make_content


def test_a_second_start_shows_the_same_links_also_when_access_is_off(maker: Maker) -> None:
    first = make_content(clock.utcnow())
    with database.writing() as db:
        owner = accounts.user_by_email(db, EMAIL)
        items = [card.item for card in media_listing.media_of(db, owner, now=clock.utcnow()).rows]
        for item in items:
            switching.turn_off_access(db, item.id, now=clock.utcnow())
    assert make_content(clock.utcnow()) == first
    with database.reading() as db:
        assert [len(listing.links_of(db, item.id, now=clock.utcnow())) for item in items] == [1, 1, 1]


def test_a_link_that_was_deleted_is_made_again(maker: Maker) -> None:
    first = make_content(clock.utcnow())
    with database.writing() as db:
        (video,) = [item for item in media_listing.all_media(db) if item.kind == "video"]
        (row,) = listing.links_of(db, video.id, now=clock.utcnow())
        deleting.delete_link(db, row.link.id, now=clock.utcnow())
    second = make_content(clock.utcnow())
    assert second["guest_link"] not in {None, first["guest_link"]}
    assert second["live_link"] == first["live_link"]
