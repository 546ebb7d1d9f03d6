"""Who sees *Manage guest access* on the media page (contract 2.6)."""

import pytest
from sqlalchemy import update

from models.media import rooms
from models.plumbing import database
from models.tables import MediaItem, Module
from tests.vocabulary.site import Site, now

ENTRY = "Manage guest access"


@pytest.mark.parametrize(
    ("role", "access", "with_link", "has_entry"),
    [
        ("contributor", False, False, True),
        # A viewer may not create links. They see the entry only if there is something to end: access, or a link.
        ("viewer", True, False, True),
        ("viewer", False, True, True),
        ("viewer", False, False, False),
    ],
)
def test_owners_see_the_entry_if_they_may_create_or_have_something_to_end(
    site: Site, role: str, access: bool, with_link: bool, has_entry: bool
) -> None:
    owner = site.maker.user(role)
    media_id = site.media(owner, access=access)
    if with_link:
        site.link(media_id)
    assert (ENTRY in site.signed_in(owner).get(f"/media/{media_id}").text) is has_entry


def test_people_who_may_only_watch_do_not_see_the_entry(site: Site) -> None:
    media_id = site.link().media_id
    with database.writing() as db:
        db.execute(update(MediaItem).values(visibility="site"))
    page = site.signed_in(site.maker.user("contributor")).get(f"/media/{media_id}")
    assert page.status_code == 200
    assert ENTRY not in page.text


def test_while_the_module_is_off_the_window_gives_that_as_the_reason(site: Site) -> None:
    owner = site.maker.user()
    client, address = site.signed_in(owner), f"/media/{site.media(owner)}/guest-access"
    reasons = ("Guest links are not available on this site.", "You are not allowed to create guest links")
    assert not any(reason in client.get(address).text for reason in reasons)
    with database.writing() as db:
        db.execute(update(Module).values(enabled=False))
    page = client.get(address).text
    assert [reason in page for reason in reasons] == [True, False]


@pytest.mark.parametrize("channel", [True, False])
def test_only_items_that_can_have_guests_mention_guests(site: Site, channel: bool) -> None:
    owner, address = site.maker.user(), "https://meet.example.org/OurRoom"
    with database.writing() as db:
        room = rooms.add_room(db, owner_id=owner.id, title="R", join_url=address, channel=channel, now=now())
    page = site.signed_in(owner).get(f"/media/{room.id}").text
    assert ("Turning guest access off cannot stop that" in page) is not channel
    assert ("/preview" in page) is not channel
