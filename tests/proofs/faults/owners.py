"""Owners in a fault: they create links, switch off and on, delete; each remembers what was acknowledged, and when."""

import re
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tests.proofs.faults.browser import PAUSE, Browser, GaveUp, Told
from tests.vocabulary.pages import inputs

CLICKS = 9


@dataclass(frozen=True)
class Did:
    """An action that ends guests' rights, or gives them back: from when it was first asked for to its acknowledgement;
    `told` is infinite when none ever came."""

    what: str
    link_id: int | None
    began: float
    told: float


class Owner:
    """Of one item. One who `switches` turns access off and on; the other only creates and deletes."""

    def __init__(self, address: str, media: str, email: str, password: str, folder: Path, *, switches: bool) -> None:
        self.email, self.password, self.media = email, password, media
        self.note, self.switches = folder / f"{media}.link", switches
        self.counted: Counter[str] = Counter()
        self.did: list[Did] = []
        self.browser = Browser(address, self.counted)
        self.window, self.token, self.made = f"/media/{media}/guest-access", "", 0

    def work(self, over: Event) -> None:
        """Until it is over; the last link stays."""
        self._sign_in()
        link_id = self._create()
        while not over.wait(1.0 if self.switches else 2.0):
            try:
                if self.switches:
                    self._switch("off")
                    over.wait(0.5)
                    self._switch("on")
                    over.wait(1.0)
                    self.made += 1
                    if self.made % 3:
                        continue
                self.note.unlink(missing_ok=True)
                self._act("delete", link_id, {"do": "delete", "link_id": str(link_id)})
                link_id = self._create()
            except GaveUp:
                self.counted["an owner gave up"] += 1

    def _sign_in(self) -> None:
        form = inputs(self.browser.until("GET", "/login").text) | {"email": self.email, "password": self.password}
        # A page that could not be served takes no password back: it is typed again.
        while self.browser.until("POST", "/login", form).status != 303:
            time.sleep(PAUSE)
        self.token = inputs(self.browser.until("GET", f"{self.window}/new").text)["csrf_token"]

    def _act(self, what: str, link_id: int | None, fields: dict[str, str]) -> Told:
        began, told = time.monotonic(), None
        try:
            told = self.browser.until("POST", self.window, {"csrf_token": self.token, **fields})
            # A link that is gone already was deleted by the sending whose answer was lost.
            done = told.status == 303 or (what == "delete" and told.status == 404)
            self.counted[f"acknowledged {what}" if done else f"{what} refused by {told.status}"] += 1
        finally:
            self.did.append(Did(what, link_id, began, told.at if told else float("inf")))
        return told

    def _switch(self, state: str) -> None:
        self._act(state, None, {"do": "switch", "state": state})

    def _create(self) -> int:
        """A new link, written down for guests; its id. Whoever got no answer looks before asking again."""
        name = f"Link {uuid.uuid4().hex}"
        form = {"csrf_token": self.token, "do": "create", "name": name, "clicks": str(CLICKS), "days": ""}
        while (found := self._listed(name)) is None:
            told = self.browser.once("POST", self.window, form)
            if told is not None and told.status != 303 and told.status < 500:
                self.counted[f"create refused by {told.status}"] += 1
                raise GaveUp(name)
            time.sleep(0 if told and told.status == 303 else PAUSE)
        beside = self.note.with_suffix(".new")
        beside.write_text(found[1])
        beside.replace(self.note)
        return int(found[0])

    def _listed(self, name: str) -> tuple[str, str] | None:
        page = self.browser.until("GET", self.window).text
        row = re.search(rf'id="link-(\d+)">(?:(?!</tr>).)*?{name}(?:(?!</tr>).)*?data-copy="([^"]+)"', page, re.DOTALL)
        return (row[1], row[2]) if row else None
