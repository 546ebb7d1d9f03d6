"""What the demo's owner has done in the last weeks, by the product's own use-cases."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy.orm import Session

from models.files.storage import StoredFile
from models.links import creating, switching
from models.links.creating import NewLink
from models.media import adding_recordings, captions, live_sessions, posters, rooms
from models.media.adding_recordings import StoredRecording
from models.media.live_sessions import StreamSource
from models.plumbing import keys
from models.recordings.webvtt import CAPTION_LANGUAGES
from models.site import audit, modules
from models.tables import GuestLink, MediaItem, User


class Act(NamedTuple):
    """What the audit log shows."""

    at: datetime
    name: str
    media_id: int
    link_id: int | None
    detail: str


@dataclass
class Owner:
    """Each act was so long `ago`, before `now`. Items are shared when they are added."""

    db: Session
    user: User
    now: datetime
    acts: list[Act] = field(default_factory=list)

    def add_recording(self, title: str, recording: StoredRecording, *, ago: timedelta) -> int:
        at = self.now - ago
        added = adding_recordings.add_recording(self.db, recording, owner_id=self.user.id, title=title, now=at)
        return self._shared(added, at)

    def add_live(self, title: str, source: StreamSource, *, starts_at: datetime, ago: timedelta) -> int:
        at, owner_id = self.now - ago, self.user.id
        added = live_sessions.add_live(
            self.db, owner_id=owner_id, title=title, source=source, starts_at=starts_at, now=at
        )
        return self._shared(added, at)

    def add_room(self, title: str, *, ago: timedelta) -> int:
        """On Jitsi's public server, under a name that nobody can guess."""
        at, owner_id = self.now - ago, self.user.id
        join_url = f"https://meet.jit.si/Guestlink-{keys.derive('demo-room').hex()[:20]}"
        added = rooms.add_room(self.db, owner_id=owner_id, title=title, join_url=join_url, channel=False, now=at)
        return self._shared(added, at)

    def _shared(self, item: MediaItem, at: datetime) -> int:
        switching.turn_on_access(self.db, item.id, now=at)
        self.acts += [Act(at, name, item.id, None, item.title) for name in ("media_added", "access_on")]
        return item.id

    def put_poster(self, media_id: int, poster: StoredFile, *, ago: timedelta) -> None:
        at = self.now - ago
        posters.put_poster(self.db, media_id, poster, now=at)
        self.acts.append(Act(at, "poster_set", media_id, None, self.db.get_one(MediaItem, media_id).title))

    def put_captions(self, media_id: int, files: dict[str, StoredFile], *, ago: timedelta) -> None:
        at = self.now - ago
        for language, file in files.items():
            captions.put_captions(self.db, media_id, language, file, now=at)
            self.acts.append(Act(at, "captions_added", media_id, None, CAPTION_LANGUAGES[language]))

    def add_link(self, media_id: int, new: NewLink, *, ago: timedelta) -> GuestLink:
        at = self.now - ago
        link = creating.create_link(self.db, media_id, _allowed(new, modules.bounds(self.db)), now=at)
        self.acts.append(Act(at, "link_created", media_id, link.id, link.name))
        return link

    def note_acts(self) -> None:
        """The audit log shows its entries in the order in which they were written."""
        for act in sorted(self.acts, key=lambda act: act.at):
            about = {"media_id": act.media_id, "link_id": act.link_id}
            audit.note(self.db, act.name, user_id=self.user.id, detail=act.detail, now=act.at, **about)


def _allowed(new: NewLink, bounds: modules.Bounds) -> NewLink:
    """Within the largest values of the site, which has some if an admin was there before the demo."""
    return replace(new, clicks=_at_most(new.clicks, bounds.most_clicks), days=_at_most(new.days, bounds.most_days))


def _at_most(number: int | None, most: int | None) -> int | None:
    return number if most is None else min(most, number or most)
