"""The story of the demo: what its owner has shared in the last weeks, and who came."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.links.creating import NewLink
from models.media.live_sessions import in_folder
from models.tables import GuestLink, MediaFile, User
from models.tables.media_file import FileRole
from web.cli.demo import people
from web.cli.demo.files import Files
from web.cli.demo.owner import Owner
from web.cli.demo.visitors import let_in

FILM, LIVE, ROOM = "A day in the hills", "View from the terrace", "Team meeting"
MUSIC, CONCERT = "Music for the evening", "Concert in the garden"
# The folder of the live session. stream.py writes into it.
FOLDER = "demo"
# Nobody writes into this one: the concert is still to come.
CONCERT_FOLDER = "demo-concert"
# The form that makes the links which `up` prints.
PRINTED = "demo"


def tell(db: Session, user: User, files: Files, now: datetime) -> None:
    """In the order of the ids that the first items and links have had since the first demo: 1, 2 and 3."""
    owner = Owner(db, user, now)
    links = [*_share_what_is_printed(owner, files), *_share_music(owner, files), _announce_concert(owner, files)]
    owner.note_acts()
    by_name = {link.name: link for link in links}
    playable = select(MediaFile).where(MediaFile.role == FileRole.PLAYABLE)
    recordings = {file.media_id: file for file in db.scalars(playable)}
    for visitor in people.VISITORS:
        link = by_name[visitor.link]
        let_in(db, link, visitor, recording=recordings.get(link.media_id), now=now)


def _share_what_is_printed(owner: Owner, files: Files) -> list[GuestLink]:
    film = owner.add_recording(FILM, files.film, ago=timedelta(days=21))
    owner.put_captions(film, files.captions, ago=timedelta(days=21))
    source, started = in_folder(FOLDER), owner.now - timedelta(minutes=50)
    live = owner.add_live(LIVE, source, starts_at=started, ago=timedelta(days=20.6))
    owner.put_poster(live, files.posters["live"], ago=timedelta(days=20.6))
    room = owner.add_room(ROOM, ago=timedelta(days=20.3))
    shared = ((film, people.FAMILY, 20.9), (live, people.TERRACE, 2.9), (room, people.TEAM, 1.9))
    return [
        owner.add_link(media_id, NewLink(name, None, None, PRINTED), ago=timedelta(days=days))
        for media_id, name, days in shared
    ]


def _share_music(owner: Owner, files: Files) -> list[GuestLink]:
    """One of its links has ended, one has admitted all its guests, and one ends within a day."""
    music = owner.add_recording(MUSIC, files.music, ago=timedelta(days=20))
    owner.put_poster(music, files.posters["music"], ago=timedelta(days=20))
    listeners = sum(visitor.link == people.FIRST_LISTENERS for visitor in people.VISITORS)
    return [
        owner.add_link(music, NewLink(people.REHEARSAL, 20, 7), ago=timedelta(days=20)),
        owner.add_link(music, NewLink(people.FIRST_LISTENERS, listeners, None), ago=timedelta(days=13)),
        owner.add_link(music, NewLink(people.CHOIR, 25, 7), ago=timedelta(days=6.1)),
    ]


def _announce_concert(owner: Owner, files: Files) -> GuestLink:
    """Its link starts when the gate opens, an hour before."""
    starts_at = (owner.now + timedelta(days=2)).replace(hour=19, minute=0, second=0, microsecond=0)
    concert = owner.add_live(CONCERT, in_folder(CONCERT_FOLDER), starts_at=starts_at, ago=timedelta(hours=3))
    owner.put_poster(concert, files.posters["concert"], ago=timedelta(hours=3))
    opens_at = starts_at - timedelta(hours=1)
    return owner.add_link(concert, NewLink(people.GARDEN, 80, 3, starts_at=opens_at), ago=timedelta(hours=2))
