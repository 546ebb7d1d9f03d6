"""Somebody at a browser, who reads one language and uses the page in one way."""

import re
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect

from tests.end_to_end.axe import violations_in
from tests.end_to_end.journeys import seen_before
from tests.end_to_end.journeys.combinations import Combination
from tests.end_to_end.journeys.hands import Hands, Keyboard, Mouse
from tests.end_to_end.journeys.words import Words
from tests.end_to_end.pages import scrolls_sideways
from tests.vocabulary.screen import PHONE, Screen, Size

SIZES: dict[str, Size] = {"phone": PHONE, "desktop": {"viewport": {"width": 1440, "height": 900}}}
CONTROLS: tuple[Any, ...] = ("link", "button", "switch")


class Somebody:
    """`faults` are what axe and the browser say against the pages. `pictures`: a folder for a picture of each page."""

    def __init__(self, browser: Browser, combination: Combination, pictures: Path | None) -> None:
        self.combination, self.pictures = combination, pictures
        self.has_script = combination.way != "no script"
        self.screen = Screen.open(
            browser,
            SIZES[combination.size],
            locale=combination.language,
            color_scheme=combination.scheme,
            # Without motion: while a colour fades in, its contrast is not yet the one that people read.
            reduced_motion="reduce",
            java_script_enabled=self.has_script,
        )
        self.hands: Hands = Keyboard(self.page) if combination.way == "keyboard" else Mouse()
        self.words = Words(combination.language)
        self.faults: list[str] = []
        self.seen = 0

    @property
    def page(self) -> Page:
        return self.screen.page

    @property
    def here(self) -> Locator:
        """The window, if one is open, else the page."""
        window = self.page.locator("dialog[open]")
        return window if window.count() else self.page.locator("body")

    def says(self, english: str, **values: str) -> re.Pattern[str]:
        return self.words.pattern(english, values)

    def control(self, english: str, *, within: Locator | None = None, **values: str) -> Locator:
        """A link, a button, a switch, or what opens a menu, by its name."""
        place, name = within or self.here, self.says(english, **values)
        found = (
            place.locator("summary").filter(has_text=name).or_(place.locator("summary").and_(place.get_by_label(name)))
        )
        for role in CONTROLS:
            found = found.or_(place.get_by_role(role, name=name))
        return found.filter(visible=True).first

    def field(self, english: str, *, within: Locator | None = None) -> Locator:
        return (within or self.here).get_by_label(self.says(english)).filter(visible=True).first

    # What somebody does

    def go_to(self, address: str) -> None:
        self.page.goto(address)

    def press(self, english: str, *, within: Locator | None = None, **values: str) -> None:
        self.hands.press(self.control(english, within=within, **values))

    def write(self, label: str, text: str, *, within: Locator | None = None) -> None:
        self.hands.write(self.field(label, within=within), text)

    def load_again(self) -> None:
        self.page.reload()

    # What somebody sees

    def sees(self, english: str, *, within: Locator | None = None, **values: str) -> None:
        pattern = self.words.pattern(english, values, is_whole=False)
        expect((within or self.page.locator("body")).get_by_text(pattern).filter(visible=True).first).to_be_visible()

    def reads(self, text: str) -> None:
        """What people have typed, or what is the same in each language."""
        expect(self.page.get_by_text(text).filter(visible=True).first).to_be_visible()

    def arrives_at(self, english: str, **values: str) -> None:
        """A page or a window with this heading. It is looked at as a whole."""
        self.arrives(self.page.get_by_role("heading", name=self.says(english, **values)))

    def arrives(self, heading: Locator) -> None:
        expect(heading.filter(visible=True).first).to_be_visible()
        self.page.wait_for_load_state()
        self.look_around()

    def look_around(self) -> None:
        """Axe finds nothing here, if it has not seen a page that is built so, and nothing scrolls sideways."""
        scheme, language = self.combination.scheme, self.combination.language
        if seen_before.is_new(self.page, scheme, language, self.has_script):
            self.faults += violations_in(self.page, scheme, has_script=self.has_script)
        if scrolls_sideways(self.page):
            self.faults.append(f"{self.page.url} scrolls sideways")
        self.seen += 1
        if self.pictures is not None:
            path = self.pictures / f"{self.combination}-{self.seen:02}-{type(self).__name__.lower()}.png"
            self.page.screenshot(path=path, full_page=self.page.locator("dialog[open]").count() == 0)

    def leave_the_browser(self) -> None:
        self.faults += self.screen.complaints
        self.page.context.close()
