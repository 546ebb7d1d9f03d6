"""A media item with one link on a running topology, and the people who use it."""

import urllib.parse
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, select

from models.config.settings import settings
from models.plumbing import database
from models.tables import GuestLink, MediaFile
from tests.topology.native import Topology
from tests.vocabulary.maker import Maker
from tests.vocabulary.pages import visit_url
from tests.vocabulary.visitor import Answer, Visitor


@dataclass
class Shared:
    site: Topology
    email: str
    # Ids are texts, for the command line. `link` is an address.
    media: str
    link: str
    link_id: str

    @classmethod
    def make(cls, site: Topology, bind: Engine, clip: Path) -> "Shared":
        """Write it into the database. This process must have the settings of the site (see `engine` in conftest.py)."""
        maker, now = Maker(bind), datetime.now(UTC)
        owner = maker.user(now=now)
        media = maker.media(owner, now=now)
        with database.writing(bind) as db:
            file = db.scalars(select(MediaFile).where(MediaFile.media_id == media)).one()
            file.size = (settings().media_folder / file.stored_name).write_bytes(clip.read_bytes())
        return cls.of(site, maker.link(media, now=now), owner.email)

    @classmethod
    def of(cls, site: Topology, link: GuestLink, email: str) -> "Shared":
        return cls(site, email, str(link.media_id), f"{site.address}/g/{Maker.token(link)}", str(link.id))

    def visitor(self, port: int | None = None) -> Visitor:
        """A guest who asks nginx, or the web process at this port."""
        path = urllib.parse.urlsplit(self.link).path
        return Visitor(f"http://127.0.0.1:{port}{path}" if port else self.link)

    def owner(self) -> Visitor:
        """The owner in a browser, signed in, who asks nginx."""
        browser = self.visitor()
        assert browser.sign_in(self.email).status == 200
        return browser


def video_path(page: Answer) -> str:
    return f"{visit_url(page.text)}/video"
