"""A room of a site under test."""

from models.links import switching
from models.media import rooms
from models.plumbing import database
from models.tables import User
from tests.vocabulary.site import Site, now

ROOM_URL = "https://meet.example.org/OurRoom"


def room(site: Site, owner: User | None = None, *, channel: bool = False) -> int:
    """Its media id. Guest access is on, except for a channel room."""
    owner_id = (owner or site.maker.user()).id
    with database.writing() as db:
        media = rooms.add_room(db, owner_id=owner_id, title="Board", join_url=ROOM_URL, channel=channel, now=now())
        if not channel:
            switching.turn_on_access(db, media.id, now=now())
        return media.id
