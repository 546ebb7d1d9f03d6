"""A site with a live session for each layout, and the encoders that write into their folders."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.live_encoders.encoder import Encoder
from tests.live_encoders.layouts import Layout
from tests.live_encoders.ports import free_port


@dataclass(frozen=True)
class Session:
    layout: Layout
    encoder: Encoder
    address: str


class Stage:
    """A real `guestlink up` on a data folder of its own. Made before anything reads the settings of this process."""

    def __init__(self, data: Path, layouts: list[Layout]) -> None:
        self.port = free_port()
        bind = f"127.0.0.1:{self.port}"
        os.environ |= {"GUESTLINK_DATA": str(data), "GUESTLINK_BIND": bind, "GUESTLINK_RATE_LIMIT": "off"}
        command = [sys.executable, "-c", "from web.cli import main; main()", "up"]
        self.site = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self._wait_until_it_answers()
        self.sessions = _made(data, layouts)

    def _wait_until_it_answers(self) -> None:
        for _ in range(240):
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=5).close()
                return
            except OSError:
                time.sleep(0.5)
        raise TimeoutError("the site does not answer")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for session in self.sessions:
            session.encoder.stop()
        self.site.send_signal(signal.SIGTERM)
        self.site.wait(30)


def _made(data: Path, layouts: list[Layout]) -> list[Session]:
    from models.config.settings import settings
    from models.links import creating, switching, tokens
    from models.media import live_sessions
    from models.people import accounts
    from models.plumbing import clock, database

    now = clock.utcnow()
    made = []
    with database.writing() as db:
        owner = accounts.add_user(
            db, email="owner@example.com", name="Louise Smith", role="contributor", password=None, now=now
        )
        for number, layout in enumerate(layouts):
            folder = f"layout{number:02}"
            item = live_sessions.add_live(
                db, owner_id=owner.id, title=layout.name, starts_at=None, now=now,
                source=live_sessions.StreamSource(folder, layout.playlist),
            )  # fmt: skip
            switching.turn_on_access(db, item.id, now=now)
            link = creating.create_link(db, item.id, creating.NewLink("Link", None, None), now=now)
            address = tokens.url_of(link, settings().base_url) or ""
            made.append(Session(layout, layout.begin(data / "live" / folder), address))
    return made
