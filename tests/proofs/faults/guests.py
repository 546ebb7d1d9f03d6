"""Guests in a fault: they enter by the form, send it again when no answer comes, watch, and some leave."""

import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from tests.proofs.faults.browser import PAUSE, Browser, GaveUp, Told
from tests.vocabulary.pages import inputs, visit_url
from web.guest.cookies import session_hash

COOKIE = "guestlink_guest"


@dataclass(frozen=True)
class Admitted:
    """What one guest was told, of one form."""

    link: str
    secret_hash: str
    # Of the sending that was answered, not of those whose answer was lost.
    began: float
    told: float
    # When the page was asked for and refused afterwards; None: it came.
    refused_at: float | None = None


@dataclass(frozen=True)
class Watched:
    """One request for bytes with a right to them."""

    status: int


class Guests:
    """One after the other, before whatever links the owners have written down in `folder`."""

    def __init__(self, address: str, folder: Path, seed: int) -> None:
        self.address, self.folder, self.chance = address, folder, random.Random(seed)
        self.counted: Counter[str] = Counter()
        self.admitted: list[Admitted] = []
        self.watched: Counter[int] = Counter()

    def come(self, over: Event) -> None:
        while not over.is_set():
            links = self._links()
            if not links:
                time.sleep(PAUSE)
                continue
            try:
                self._one(self.chance.choice(links))
            except GaveUp:
                continue

    def _links(self) -> list[str]:
        found = []
        for file in self.folder.glob("*.link"):
            # An owner may be taking it away just now.
            with suppress(FileNotFoundError):
                found.append(file.read_text())
        return found

    def _one(self, link: str) -> None:
        browser = Browser(self.address, self.counted)
        path = urlsplit(link).path
        page = browser.until("GET", path)
        if page.status != 200:
            self.counted[f"entry page {page.status}"] += 1
            time.sleep(PAUSE)
            return
        form = inputs(page.text) | {"name": "Dana", "email": "dana@example.com"}
        self.counted["forms"] += 1
        told = browser.until("POST", path, form)
        for _ in range(self.chance.choice((0, 0, 2))):
            # The same form by a double click, or from the history.
            again = browser.until("POST", path, form)
            told = again if told.status != 303 else told
        self.counted[f"form {told.status}"] += 1
        if told.status == 303:
            self._watch(browser, path, told)

    def _watch(self, browser: Browser, path: str, told: Told) -> None:
        hashed = session_hash(path.rsplit("/", 1)[1], browser.cookies[COOKIE])
        entered = Admitted(path, hashed, told.began, told.at)
        page = None
        try:
            page = browser.until("GET", path)
        finally:
            came = page is not None and "data-visit-url" in page.text
            refused = None if came else (page.at if page else time.monotonic())
            self.admitted.append(Admitted(path, hashed, entered.began, entered.told, refused))
        if not came or page is None:
            return
        at = visit_url(page.text)
        for first in (0, 5, 0):
            self.watched[browser.until("GET", f"{at}/video", Range=f"bytes={first}-{first + 99}").status] += 1
        if self.chance.random() < 0.5:
            browser.until("POST", f"{at}/leave", {})
