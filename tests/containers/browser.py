"""What people do in a browser, through nginx. `python -m tests.containers.browser ADDRESS FOLDER STEP …`

FOLDER keeps the cookies of the browsers, the addresses and the pictures from one step to the next.
"""

import re
import sys
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import click
from playwright.sync_api import Browser, expect, sync_playwright

from tests.end_to_end.conftest import CHROMIUM, FLAGS
from tests.vocabulary.clips import make_clip
from tests.vocabulary.screen import DESKTOP, PHONE, Screen, Size

EMAIL = "you@example.org"
PASSWORD = "correct horse battery staple"


@dataclass
class People:
    browser: Browser
    address: str
    folder: Path

    def open(self, size: Size, person: str = "") -> Screen:
        """A browser, with the cookies that `person` has kept."""
        kept = self.folder / f"{person}.cookies"
        options: dict[str, Any] = {"storage_state": str(kept)} if person and kept.exists() else {}
        return Screen.open(self.browser, size, locale="en", **options)

    def keep(self, screen: Screen, person: str, picture: str) -> None:
        screen.page.context.storage_state(path=self.folder / f"{person}.cookies")
        screen.page.screenshot(path=self.folder / f"{picture}.png")
        assert not screen.complaints, screen.complaints

    def note(self, name: str, text: str) -> None:
        (self.folder / name).write_text(text)

    def noted(self, name: str) -> str:
        return (self.folder / name).read_text()

    def signed_in(self) -> Screen:
        """A new browser of the owner."""
        owner = self.open(DESKTOP)
        site: Any = SimpleNamespace(address=self.address, email=EMAIL, password=PASSWORD)
        owner.sign_in(site)
        return owner

    def upload(self) -> None:
        """The owner signs in, uploads a film, and makes a link."""
        film = self.folder / "film.mp4"
        make_clip(film, seconds=20, width=1280, height=720, bit_rate=4_000_000)
        owner = self.signed_in()
        owner.page.goto(f"{self.address}/media/new")
        owner.page.locator("[name=title]").fill("A film of containers")
        owner.page.locator("[name=file]").set_input_files(film)
        owner.page.locator("main button.primary").click()
        owner.page.wait_for_url(re.compile(r"/media/\d+$"))
        self.note("media", owner.page.url)
        owner.play(at=0.5)
        window = owner.open_guest_access()
        owner.turn_on(window)
        window.get_by_role("link", name="Create new link").click()
        window.get_by_label("Link name").fill("For the team")
        window.get_by_role("button", name="Create").click()
        window.get_by_role("row", name=re.compile("For the team")).get_by_role("button", name="Copy").click()
        expect(window.get_by_text("Copied").first).to_be_visible()
        link = str(owner.page.evaluate("navigator.clipboard.readText()"))
        assert link.startswith(f"{self.address}/g/"), link
        self.note("link", link)
        self.keep(owner, "owner", "link")

    def enter(self) -> None:
        guest = self.open(PHONE)
        guest.enter(self.noted("link"), "Ada")
        guest.play()
        guest.play(at=0.8)
        assert guest.status_of_bytes(first=1_000_000) == 206
        guest.page.reload()
        guest.play(at=0.3)
        self.keep(guest, "guest", "guest")

    def again(self) -> None:
        """The same guest and the same owner go on, after what happened to the containers."""
        guest = self.open(PHONE, "guest")
        guest.page.goto(self.noted("link"))
        expect(guest.page.get_by_text("Watching as Ada")).to_be_visible()
        guest.play(at=0.6)
        self.keep(guest, "guest", "guest-again")
        owner = self.open(DESKTOP, "owner")
        owner.page.goto(self.noted("media"))
        owner.play(at=0.2)
        self.keep(owner, "owner", "owner-again")

    def restored(self) -> None:
        """After a restore everybody signs in again, and access is off until the owner turns it on. Then guests enter
        again."""
        guest = self.open(PHONE, "guest")
        guest.page.goto(self.noted("link"))
        expect(guest.heading).to_have_text("This link is turned off")
        owner = self.signed_in()
        owner.page.goto(self.noted("media"))
        owner.play(at=0.2)
        owner.turn_on(owner.open_guest_access())
        self.keep(owner, "owner", "restored")
        self.enter()

    def off(self) -> None:
        """The guest plays on after access is turned off, until the page is loaded again. Then access is on again."""
        guest = self.open(PHONE, "guest")
        guest.page.goto(self.noted("link"))
        guest.play()
        owner = self.open(DESKTOP, "owner")
        owner.page.goto(self.noted("media"))
        window = owner.open_guest_access()
        owner.turn_off(window)
        guest.play(at=0.9)
        guest.page.reload()
        expect(guest.heading).to_have_text("This link is turned off")
        owner.turn_on(window)
        self.keep(owner, "owner", "on-again")
        self.enter()

    def delete(self) -> None:
        owner = self.open(DESKTOP, "owner")
        owner.page.goto(self.noted("media"))
        owner.page.locator("summary", has_text="More actions").click()
        owner.page.get_by_role("link", name=re.compile("Delete")).click()
        owner.page.get_by_role("button", name=re.compile("Delete")).first.click()
        owner.page.wait_for_url(re.compile(r"/media$"))
        guest = self.open(PHONE, "guest")
        guest.page.goto(self.noted("link"))
        expect(guest.heading).to_have_text("This media is no longer available")
        self.keep(owner, "owner", "deleted")


def main(address: str, folder: Path, steps: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        people = People(playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS), address, folder)
        for step in steps:
            getattr(people, step)()
            click.echo(f"browser: {step} held")
        people.browser.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), sys.argv[3:])
