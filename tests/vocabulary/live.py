"""Live sessions of a site under test. Their streams have one segment."""

from datetime import datetime
from pathlib import Path

from sqlalchemy import update

from models.config.settings import settings
from models.plumbing import database
from models.tables import LiveSession, User
from tests.vocabulary.site import Guest, Site, now

REMOTE = "https://stream.example.org:8443/board/index.m3u8"
PLAYLIST = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2.0,\na1.ts\n"
NAMES = ("index.m3u8", "a1.ts")


def live(site: Site, owner: User | None = None, *, remote: bool = False, starts_at: datetime | None = None) -> int:
    """A live session with guest access. Its stream is a folder of this site, or with `remote` an address elsewhere.
    Returns its id."""
    owner = owner or site.maker.user()
    name = f"board{owner.id}"
    media_id = site.maker.live(
        owner, folder=name, playlist_url=REMOTE if remote else None, starts_at=starts_at, now=now()
    )
    site.turn_on(media_id)
    if not remote:
        folder = settings().live_folder / name
        folder.mkdir(parents=True)
        (folder / "index.m3u8").write_text(PLAYLIST)
        (folder / "a1.ts").write_bytes(b"0123456789")
    return media_id


def folder() -> Path:
    """The folder of the only stream there is."""
    return next(settings().live_folder.iterdir())


def set_live(**values: object) -> None:
    """Change these columns of every live session."""
    with database.writing() as db:
        db.execute(update(LiveSession).values(**values))


def statuses(guest: Guest, visit: str) -> set[int]:
    """What GET and HEAD get for the files of the stream, in this visit."""
    requests = [(name, method) for name in NAMES for method in ("GET", "HEAD")]
    return {guest.client.open(f"{visit}/live/{name}", method=method).status_code for name, method in requests}
