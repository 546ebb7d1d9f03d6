"""Guests during a fault. They enter, send the form again if no answer comes, watch, and some leave."""

import random
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Event
from urllib.parse import urlsplit

from tests.proofs.faults.browser import PAUSE_SECONDS, Browser, GaveUp, TimedAnswer
from tests.vocabulary.pages import inputs, visit_url
from web.guest.cookies import session_hash

COOKIE = "guestlink_guest"


@dataclass(frozen=True)
class Admitted:
    """One guest who was told that they are admitted. `sent_at` is the time of the sending that was answered."""

    link: str
    secret_hash: str
    sent_at: float
    answered_at: float
    # When the media page was refused after that. None: it was not.
    refused_at: float | None = None


class Guests:
    """Guests who come one after the other, by the links that owners write into `folder`."""

    def __init__(self, address: str, folder: Path, seed: int) -> None:
        self.address, self.folder, self.random = address, folder, random.Random(seed)
        self.counts: Counter[str] = Counter()
        self.admitted: list[Admitted] = []
        self.byte_statuses: Counter[int] = Counter()

    def work(self, over: Event) -> None:
        while not over.is_set():
            links = self._links()
            if not links:
                time.sleep(PAUSE_SECONDS)
                continue
            with suppress(GaveUp):
                self._enter(self.random.choice(links))

    def _links(self) -> list[str]:
        links = []
        for file in self.folder.glob("*.link"):
            # Its owner may be removing it.
            with suppress(FileNotFoundError):
                links.append(file.read_text())
        return links

    def _enter(self, link: str) -> None:
        browser = Browser(self.address, self.counts)
        path = urlsplit(link).path
        page = browser.send("GET", path)
        if page.status != 200:
            self.counts[f"entry page {page.status}"] += 1
            time.sleep(PAUSE_SECONDS)
            return
        form = inputs(page.text) | {"name": "Dana", "email": "dana@example.com"}
        self.counts["forms"] += 1
        answer = browser.send("POST", path, form)
        for _ in range(self.random.choice((0, 0, 2))):
            # The same form again: by a double click, or from the history.
            again = browser.send("POST", path, form)
            answer = again if answer.status != 303 else answer
        self.counts[f"form {answer.status}"] += 1
        if answer.status == 303:
            self._watch(browser, path, answer)

    def _watch(self, browser: Browser, path: str, entered: TimedAnswer) -> None:
        secret_hash = session_hash(path.rsplit("/", 1)[1], browser.cookies[COOKIE])
        page = None
        try:
            page = browser.send("GET", path)
        finally:
            loaded = page is not None and "data-visit-url" in page.text
            refused_at = None if loaded else (page.answered_at if page else time.monotonic())
            self.admitted.append(Admitted(path, secret_hash, entered.sent_at, entered.answered_at, refused_at))
        if not loaded or page is None:
            return
        visit = visit_url(page.text)
        for first in (0, 5, 0):
            answer = browser.send("GET", f"{visit}/video", Range=f"bytes={first}-{first + 99}")
            self.byte_statuses[answer.status] += 1
        if self.random.random() < 0.5:
            browser.send("POST", f"{visit}/leave", {})
