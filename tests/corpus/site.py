"""A running site (`guestlink up`), an owner who uploads, and guests who watch."""

import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import av
import requests
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from models.media.preparing import MediaState, Preparing, preparing_of
from models.tables import MediaFile, Preparation
from models.tables.media_file import FileRole
from tests.corpus.kinds import Kind
from tests.corpus.playing import Played, play
from tests.vocabulary.pages import errors_beside, inputs
from tests.vocabulary.screen import DESKTOP, Screen
from tests.vocabulary.tree import GUESTLINK, Tree, environment
from tests.vocabulary.waiting import wait_until

EMAIL, PASSWORD = "owner@example.com", "a password of the corpus"
CHROMIUM = "/usr/bin/chromium"
FLAGS = ["--no-sandbox", "--disable-gpu", "--autoplay-policy=no-user-gesture-required"]
# In seconds, for a recording of seconds on a busy machine.
PATIENCE = 600


@dataclass(frozen=True)
class Uploaded:
    """`refusal` is the sentence beside the field, and then there is no item."""

    media_id: int = 0
    refusal: str | None = None


class Site:
    def __init__(self, tree: Tree, browser: Browser) -> None:
        self.tree, self.browser = tree, browser
        self.owner = requests.Session()
        self._sign_in()

    def _sign_in(self) -> None:
        command = [GUESTLINK, "user", "add", EMAIL, "--name", "Louise Smith", "--role", "contributor"]
        site = environment(self.tree.data, self.tree.port)
        subprocess.run(
            [*command, "--password-stdin"], env=site, input=PASSWORD, text=True, check=True, stdout=subprocess.DEVNULL
        )
        page = f"{self.tree.address}/login"
        form = inputs(self.owner.get(page).text) | {"email": EMAIL, "password": PASSWORD}
        self.owner.post(page, data=form).raise_for_status()

    def upload(self, path: Path, kind: Kind) -> Uploaded:
        page = f"{self.tree.address}/media/new"
        form = inputs(self.owner.get(page).text) | {"title": kind.name}
        with path.open("rb") as file:
            answer = self.owner.post(
                page,
                data=form,
                files={"file": (f"film.{kind.ending}", file)},
                headers={"X-Requested-With": "XMLHttpRequest"},
            )
        if answer.status_code == 201:
            return Uploaded(int(answer.headers["Location"].rstrip("/").rpartition("/")[2]))
        return Uploaded(refusal=errors_beside(answer.text).get("file", f"{answer.status_code}"))

    def prepared(self, media_id: int) -> Preparing:
        """Waits until it can be watched, and until nothing is being made any more."""

        def is_done() -> Preparing | None:
            with Session(self.tree.engine) as db:
                found = preparing_of(db, media_id)
            return found if found.progress is None and found.state is not MediaState.PREPARING else None

        return wait_until(f"media {media_id} is prepared", is_done, PATIENCE)

    def was_prepared(self, media_id: int) -> bool:
        with Session(self.tree.engine) as db:
            return db.get(Preparation, media_id) is not None

    def files(self, media_id: int) -> list[MediaFile]:
        """What guests are sent, the one for all browsers first."""
        with Session(self.tree.engine) as db:
            chosen = select(MediaFile).where(MediaFile.media_id == media_id, MediaFile.role == FileRole.PLAYABLE)
            return sorted(db.scalars(chosen), key=lambda file: "webm" in file.content_type)

    def frames(self, file: MediaFile) -> int:
        """How many pictures the file has. 0 if it does not say, or has none."""
        with av.open(str(self.tree.data / "media" / file.stored_name)) as container:
            return container.streams.video[0].frames if container.streams.video else 0

    def watch(self, media_id: int) -> list[Played]:
        """A guest comes by a new link and plays each of the sources that the page names."""
        screen = Screen.open(self.browser, DESKTOP)
        try:
            screen.enter(self._link(media_id), "Ann")
            count = screen.page.locator("video source, audio source").count()
            return [play(screen.page, source) for source in range(max(1, count))]
        finally:
            screen.page.context.close()

    def _link(self, media_id: int) -> str:
        self.tree.command("access", "on", str(media_id))
        return str(self.tree.command("link", "create", str(media_id), "--name", "Corpus")["url"])


@contextmanager
def running_site() -> Iterator[Site]:
    """On a folder of its own, which is removed."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        tree = Tree(Path(folder) / "data").start()
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield Site(tree.wait_until_announced(), browser)
        finally:
            browser.close()
            tree.destroy()


def file_name(kind: Kind) -> str:
    return re.sub(r"\W+", "-", kind.name) + "." + kind.ending
