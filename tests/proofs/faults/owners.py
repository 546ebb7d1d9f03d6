"""Owners during a fault. They create and delete links, and turn access off and on. Each remembers what was
acknowledged."""

import re
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from tests.proofs.faults.browser import PAUSE_SECONDS, Browser, GaveUp, TimedAnswer
from tests.vocabulary.pages import inputs

CLICKS = 9


@dataclass(frozen=True)
class Action:
    """Turning "off" or "on", or "delete" of a link. `sent_at`: when it was sent first. `answered_at`: when it was
    acknowledged; infinite if it never was."""

    what: str
    link_id: int | None
    sent_at: float
    answered_at: float


class Owner:
    """The owner of one item. If `switches` is set, they turn access off and on; otherwise they only create and delete
    links."""

    def __init__(self, address: str, media_id: int, email: str, password: str, folder: Path, *, switches: bool) -> None:
        self.email, self.password, self.media_id = email, password, media_id
        # Guests find the link in this file.
        self.link_file, self.switches = folder / f"{media_id}.link", switches
        self.counts: Counter[str] = Counter()
        self.actions: list[Action] = []
        self.browser = Browser(address, self.counts)
        self.path, self.csrf_token, self.rounds = f"/media/{media_id}/guest-access", "", 0

    def work(self, over: Event) -> None:
        """The last link is not deleted."""
        self._sign_in()
        link_id = self._create_link()
        while not over.wait(1.0 if self.switches else 2.0):
            try:
                if self.switches:
                    self._switch("off")
                    over.wait(0.5)
                    self._switch("on")
                    over.wait(1.0)
                    self.rounds += 1
                    if self.rounds % 3:
                        continue
                self.link_file.unlink(missing_ok=True)
                self._act("delete", link_id, {"do": "delete", "link_id": str(link_id)})
                link_id = self._create_link()
            except GaveUp:
                self.counts["an owner gave up"] += 1

    def _sign_in(self) -> None:
        self.browser.sign_in(self.email, self.password)
        self.csrf_token = inputs(self.browser.send("GET", f"{self.path}/new").text)["csrf_token"]

    def _act(self, what: str, link_id: int | None, fields: dict[str, str]) -> TimedAnswer:
        sent_at, answer = time.monotonic(), None
        try:
            answer = self.browser.send("POST", self.path, {"csrf_token": self.csrf_token, **fields})
            # 404: it was deleted by an earlier sending, whose answer was lost.
            done = answer.status == 303 or (what == "delete" and answer.status == 404)
            self.counts[f"acknowledged {what}" if done else f"{what} refused by {answer.status}"] += 1
        finally:
            self.actions.append(Action(what, link_id, sent_at, answer.answered_at if answer else float("inf")))
        return answer

    def _switch(self, state: str) -> None:
        self._act(state, None, {"do": "switch", "state": state})

    def _create_link(self) -> int:
        """Create a link, write it down for guests, and return its id. If the answer is lost, look at the list before
        sending the form again."""
        name = f"Link {uuid.uuid4().hex}"
        form = {"csrf_token": self.csrf_token, "do": "create", "name": name, "clicks": str(CLICKS), "days": ""}
        while (listed := self._listed(name)) is None:
            answer = self.browser.send_once("POST", self.path, form)
            if answer is not None and answer.status != 303 and answer.status < 500:
                self.counts[f"create refused by {answer.status}"] += 1
                raise GaveUp(name)
            time.sleep(0 if answer and answer.status == 303 else PAUSE_SECONDS)
        new_file = self.link_file.with_suffix(".new")
        new_file.write_text(listed[1])
        new_file.replace(self.link_file)
        return int(listed[0])

    def _listed(self, name: str) -> tuple[str, str] | None:
        """Id and address of the link with this name, if the list has it."""
        page = self.browser.send("GET", self.path).text
        row = re.search(rf'id="link-(\d+)">(?:(?!</tr>).)*?{name}(?:(?!</tr>).)*?data-copy="([^"]+)"', page, re.DOTALL)
        return (row[1], row[2]) if row else None
