"""Makes people, media items, links and guests, by calling the product's use-cases."""

import uuid
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache

from sqlalchemy import Engine

from models.config.settings import settings
from models.guests import admission
from models.guests.visiting import Guest
from models.links import creating, switching, tokens
from models.media import live_sessions
from models.people import accounts, passwords
from models.plumbing import database, keys
from models.tables import GuestLink, MediaFile, MediaItem, User

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PASSWORD = "a good password"
SESSION_DAYS = 30


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


@lru_cache(maxsize=1)
def _hash_of_password() -> str:
    """Hashing is slow on purpose, so it is done once a run."""
    return passwords.hash_new(PASSWORD)


@dataclass
class Maker:
    bind: Engine

    def user(self, role: str = "contributor", *, now: datetime = NOW) -> User:
        email = f"{uuid.uuid4().hex[:12]}@example.com"
        with database.writing(self.bind) as db:
            user = accounts.add_user(db, email=email, name="Louise Smith", role=role, password=None, now=now)
            user.password_hash = _hash_of_password()
            return user

    def media(self, owner: User | None = None, *, kind: str = "video", access: bool = True, now: datetime = NOW) -> int:
        """A media item with a file of ten bytes. Returns its id."""
        stored_name = f"{uuid.uuid4().hex}.mp4"
        (settings().media_folder / stored_name).write_bytes(b"0123456789")
        owner_id = (owner or self.user(now=now)).id
        with database.writing(self.bind) as db:
            item = MediaItem(kind=kind, title="A title", folded="a title", owner_id=owner_id, created_at=now)
            db.add(item)
            db.flush()
            db.add(
                MediaFile(
                    media_id=item.id,
                    role="video",
                    stored_name=stored_name,
                    content_type="video/mp4",
                    size=10,
                    duration_seconds=1.0,
                    created_at=now,
                )
            )
            db.flush()
            if access:
                switching.turn_on_access(db, item.id, now=now)
            return item.id

    def live(
        self,
        owner: User | None = None,
        *,
        folder: str = "board",
        playlist_url: str | None = None,
        starts_at: datetime | None = None,
        now: datetime = NOW,
    ) -> int:
        """A live session without guest access. A playlist counts more than the folder. Returns its id."""
        source = live_sessions.in_folder(folder)
        if playlist_url is not None:
            source = live_sessions.StreamSource(playlist_url=playlist_url)
        owner_id = (owner or self.user(now=now)).id
        with database.writing(self.bind) as db:
            return live_sessions.add_live(
                db, owner_id=owner_id, title="Board", source=source, starts_at=starts_at, now=now
            ).id

    def link(
        self, media_id: int | None = None, *, clicks: int | None = None, days: int | None = None, now: datetime = NOW
    ) -> GuestLink:
        media_id = media_id or self.media(now=now)
        with database.writing(self.bind) as db:
            return creating.create_link(db, media_id, creating.NewLink("A link", clicks, days), now=now)

    def enter(self, link: GuestLink, *, form: str | None = None, now: datetime = NOW) -> Guest:
        """Admit a guest named Dana. Raises what `admit` raises."""
        form_hash = keys.digest(form or uuid.uuid4().hex)
        entry = admission.NewEntry("Dana", "dana@example.com", form_hash)
        with database.writing_at_once(self.bind) as db:
            admission.admit(db, link.token_hash, entry, now=now, session_days=SESSION_DAYS)
        return Guest(link.token_hash, form_hash)

    @staticmethod
    def token(link: GuestLink) -> str:
        token = tokens.token_of(link)
        assert token is not None
        return token
