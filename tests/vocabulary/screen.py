"""A person at a real browser: what they do, what they see, and what the browser complains about."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

from playwright.sync_api import Browser, ConsoleMessage, Dialog, Locator, Page, expect

from tests.vocabulary.own_video import OwnVideo, Person
from tests.vocabulary.tree import Tree

PICTURES = Path(__file__).parents[2] / "artifacts" / "screenshots"
Size = dict[str, Any]
PHONE: Size = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP: Size = {"viewport": {"width": 1280, "height": 800}}
# In milliseconds: how long a test waits for what it expects.
SLOW = 30_000
expect.set_options(timeout=SLOW)

# Encoders keep only the newest segments, so one may be gone when it is asked for. That is no fault of a page.
SEGMENT = ".ts"

WATCH_POLICY = """
addEventListener('securitypolicyviolation', (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Screen:
    page: Page
    complaints: list[str] = field(default_factory=list)
    # Refused requests are no complaint if their path ends so, or in one of these ways.
    may_refuse: str | tuple[str, ...] = ()

    @classmethod
    def open(cls, browser: Browser, size: Size, **options: Any) -> "Screen":
        context = browser.new_context(**size, **options)
        context.set_default_timeout(SLOW)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        screen = cls(context.new_page())
        screen.page.add_init_script(WATCH_POLICY)
        screen.page.on("pageerror", lambda error: screen.complaints.append(f"error: {error}"))
        screen.page.on("console", screen._listen)
        screen.page.on("dialog", screen._note_dialog)
        return screen

    def _note_dialog(self, dialog: Dialog) -> None:
        """The browser asks whether to leave the page. It should not ask in any test."""
        self.complaints.append(f"dialog: {dialog.type}")
        dialog.accept()

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # The browser also logs when the page itself is refused, which a test may want. A missing part is a fault.
        address = message.location["url"]
        path = address.partition("?")[0]
        is_dropped = path.endswith(SEGMENT)
        expected = is_dropped or address == self.page.url or path.endswith(self.may_refuse)
        if not ("Failed to load resource" in message.text and expected):
            self.complaints.append(f"{message.type}: {message.text} {address}")

    def picture(self, name: str) -> None:
        PICTURES.mkdir(parents=True, exist_ok=True)
        size = self.page.viewport_size or {"width": 0}
        device = "phone" if size["width"] < 500 else "desktop"
        self.page.screenshot(path=PICTURES / f"{name}-{device}.png", full_page=True)

    @property
    def heading(self) -> Locator:
        return self.page.get_by_role("heading", level=1)

    # An owner

    def sign_in(self, who: Tree | Person, email: str = "", password: str = "") -> None:
        """Sign in as this person or as the owner of the demo, unless another person is named."""
        self.page.goto(f"{who.address}/login")
        self._fill_in_sign_in(email or who.email, password or who.password)

    def sign_in_and_open(self, video: OwnVideo) -> None:
        """As its owner, on its media page."""
        self.sign_in(video.owner)
        self.page.get_by_role("link", name=video.title).click()
        expect(self.heading).to_have_text(video.title)

    def sign_in_in_a_new_tab(self, person: Person) -> None:
        """Follow the link beside the message that the owner is signed out. This page stays as it is."""
        with self.page.context.expect_page() as opened:
            self.page.get_by_role("link", name="Sign in (opens a new tab)").click()
        Screen(opened.value)._fill_in_sign_in(person.email, person.password)

    def _fill_in_sign_in(self, email: str, password: str) -> None:
        # By the names of the fields: the browser may show the page in any language.
        self.page.locator("[name=email]").fill(email)
        self.page.locator("[name=password]").fill(password)
        self.page.locator("main button.primary").click()
        self.page.wait_for_url("**/media")

    def open_guest_access(self) -> Locator:
        """Open the window *Manage guest access* by the menu of the media page."""
        # Before its scripts have run, the page follows the link: then there is no window.
        self.page.wait_for_load_state("domcontentloaded")
        self.page.locator("summary", has_text="More actions").click()
        self.page.get_by_role("link", name="Manage guest access").click()
        window = self.page.get_by_role("dialog")
        expect(window.get_by_role("heading", name="Manage guest access")).to_be_visible()
        return window

    def turn_on(self, window: Locator) -> None:
        window.get_by_role("switch", name="Enable guest access").click()
        expect(window.get_by_role("switch")).to_have_attribute("aria-checked", "true")

    def turn_off(self, window: Locator) -> None:
        window.get_by_role("switch", name="Enable guest access").click()
        window.get_by_role("button", name="Turn off", exact=True).click()
        expect(window.get_by_role("switch")).to_have_attribute("aria-checked", "false")

    def open_menu(self, window: Locator, link: str) -> Locator:
        """Open the menu of the link with this name. Returns its row."""
        row = window.get_by_role("row", name=re.compile(re.escape(link)))
        row.locator("summary").click()
        return row

    # A guest

    def enter(self, link: str, name: str, email: str | None = None) -> None:
        """Send the entry form of a video, a live session or a room, and wait for the media page."""
        self.page.goto(link)
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Your email").fill(email or f"{name.lower()}@example.com")
        self.page.get_by_role("button", name="Continue to the").click()
        # A name of another direction stands between marks that isolate it (contract 4.35).
        told = re.compile(f"(Watching|Listening|Joining) as \u2068?{re.escape(name)}")
        expect(self.page.get_by_text(told)).to_be_visible()

    def play(self, at: float | None = None) -> None:
        """Play, from the fraction `at` of the length if given, and wait until half a second has been shown."""
        video = self.page.locator("video")
        start = video.evaluate(
            """async (video, at) => { video.muted = true;
                if (!video.duration) await new Promise((known) => { video.onloadedmetadata = known; });
                if (at !== null) video.currentTime = at * video.duration;
                await video.play(); return video.currentTime; }""",
            at,
        )
        self.page.wait_for_function(
            """(start) => { const video = document.querySelector('video');
                return !video.seeking && video.readyState >= 3 && video.currentTime > start + 0.5; }""",
            arg=start,
        )
        assert video.evaluate("video => video.error") is None

    def status_of_bytes(self, first: int) -> int:
        """The status of a new request for bytes in the visit of this page."""
        return int(
            self.page.evaluate(
                """async (first) => { const source = document.querySelector('video source').src;
                    const headers = { Range: `bytes=${first}-` };
                    return (await fetch(source, { headers, cache: 'no-store' })).status; }""",
                first,
            )
        )


class OpenScreen(Protocol):
    """Opens a browser with cookies of its own."""

    def __call__(self, size: Size = PHONE, **options: Any) -> Screen: ...
