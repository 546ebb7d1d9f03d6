"""A person before a real browser: what they do, what they see, and whatever the browser complains of."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, expect

from tests.vocabulary.tree import Tree

PICTURES = Path(__file__).parents[2] / "artifacts" / "screenshots"
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
DESKTOP: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
SLOW = 30_000
expect.set_options(timeout=SLOW)

WATCH_POLICY = """
addEventListener('securitypolicyviolation', (event) =>
  console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`));
"""


@dataclass
class Screen:
    page: Page
    complaints: list[str] = field(default_factory=list)
    # The end of addresses that a test expects to be refused.
    may_refuse: str | None = None

    @classmethod
    def open(cls, browser: Browser, size: dict[str, Any], **options: Any) -> "Screen":
        context = browser.new_context(**size, **options)
        context.set_default_timeout(SLOW)
        context.grant_permissions(["clipboard-read", "clipboard-write"])
        screen = cls(context.new_page())
        screen.page.add_init_script(WATCH_POLICY)
        screen.page.on("pageerror", lambda error: screen.complaints.append(f"error: {error}"))
        screen.page.on("console", screen._listen)
        return screen

    def _listen(self, message: ConsoleMessage) -> None:
        if message.type not in {"error", "warning"}:
            return
        # The browser names a refusal of the page itself too; that is an answer. A missing part of a page is not.
        address = message.location["url"]
        meant = address == self.page.url or bool(self.may_refuse and address.endswith(self.may_refuse))
        if not ("Failed to load resource" in message.text and meant):
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

    def sign_in(self, tree: Tree) -> None:
        self.page.goto(f"{tree.address}/login")
        self.fill_in(tree)

    def fill_in(self, tree: Tree) -> None:
        # By the fields' names: the browser may speak any language.
        self.page.locator("[name=email]").fill(tree.email)
        self.page.locator("[name=password]").fill(tree.password)
        self.page.locator("main button.primary").click()
        self.page.wait_for_url("**/media")

    def sign_in_elsewhere(self, tree: Tree) -> None:
        """By the way in that a refusal shows, beside the page that is kept."""
        with self.page.context.expect_page() as opened:
            self.page.get_by_role("link", name="Sign in in a new tab").click()
        Screen(opened.value).fill_in(tree)

    def manage(self) -> Locator:
        """The window, by the three-dot menu of the media page."""
        self.page.locator("summary", has_text="More actions").click()
        self.page.get_by_role("link", name="Manage guest access").click()
        window = self.page.get_by_role("dialog")
        expect(window.get_by_role("heading", name="Manage guest access")).to_be_visible()
        return window

    def turn(self, window: Locator, state: str) -> None:
        window.get_by_role("switch", name="Enable guest access").click()
        if state == "off":
            window.get_by_role("button", name="Turn off").click()
        checked = "true" if state == "on" else "false"
        expect(window.get_by_role("switch")).to_have_attribute("aria-checked", checked)

    # A guest

    def enter(self, link: str, name: str) -> None:
        self.page.goto(link)
        self.page.get_by_label("Your name").fill(name)
        self.page.get_by_label("Your email").fill(f"{name.lower()}@example.com")
        self.page.get_by_role("button", name="Continue to the video").click()
        expect(self.page.get_by_text(f"Watching as {name}")).to_be_visible()

    def play(self, at: float | None = None) -> None:
        """Play, from the fraction `at` of its length if given, until the pictures move on."""
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

    def bytes_of(self, first: int) -> int:
        """The status of a fresh request for bytes of the visit that this page is."""
        return int(
            self.page.evaluate(
                """async (first) => { const source = document.querySelector('video source').src;
                    const headers = { Range: `bytes=${first}-` };
                    return (await fetch(source, { headers, cache: 'no-store' })).status; }""",
                first,
            )
        )
