"""What owners, admins and guests do, one name for each act, whatever the way, the language and the size."""

from typing import Any

from playwright.sync_api import Locator, expect

from tests.end_to_end.journeys.somebody import Somebody
from tests.vocabulary.own_video import Person
from tests.vocabulary.tree import Tree

# What a person types into a field for a date and a time. The browser's own language says which, not that of the page.
ORDERS_OF_A_TIME = ("{month}{day}{year}→{hour12}{minute}{half}", "{day}{month}{year}→{hour}{minute}")


class Guest(Somebody):
    def opens(self, address: str) -> None:
        """The entry page."""
        self.go_to(address)
        self.arrives_at("%(owner)s invites you to watch %(title)s")

    def writes_who_they_are(self, name: str, email: str, *, to: str = "Continue to the video") -> None:
        self.write("Your name", name)
        self.write("Your email", email)
        self.press(to)

    def enters(self, name: str, email: str = "guest@example.com") -> None:
        """By the entry page that is open."""
        self.writes_who_they_are(name, email)
        self.sees("Watching as %(name)s", name=name)
        self.look_around()

    def plays(self) -> None:
        video = self.page.locator("video")
        video.evaluate("video => { video.muted = true; }")
        start = self.place()
        self.hands.play(video)
        self.wait_until_it_plays(start)

    def wait_until_it_plays(self, start: float = 0) -> None:
        video = self.page.locator("video")
        for _ in range(300):
            if video.evaluate("(video, start) => video.currentTime > start + 0.5", start):
                return
            self.page.wait_for_timeout(100)
        raise AssertionError(f"it does not play on from {start}")

    def place(self) -> float:
        return float(self.page.locator("video").evaluate("video => video.currentTime"))

    def loads_until(self, part: Locator) -> None:
        """Load the page again and again, as people do without script, until this part is there."""
        for _ in range(60):
            if part.filter(visible=True).count():
                return
            self.page.wait_for_timeout(500)
            self.load_again()
        raise AssertionError(f"{part} is never there")

    def size(self) -> tuple[float, float]:
        """How wide and how high the player is."""
        box = self.page.locator("video").bounding_box()
        assert box is not None
        return box["width"], box["height"]

    def will_be_stopped(self) -> None:
        """Called before the owner does it: the page's next request is refused, and that is no fault."""
        self.screen.may_refuse = ("/alive", "/events", "/video")

    def stops_at(self, heading: str) -> None:
        """With script the page says it by itself, else when it is loaded again."""
        if not self.has_script:
            self.load_again()
        self.arrives_at(heading)
        expect(self.page.locator("video")).to_have_count(0)


class Owner(Somebody):
    def signs_in(self, person: Person | Tree) -> None:
        self.go_to(f"{person.address}/login")
        self.arrives_at("Sign in to %(site)s")
        self.write("Email", person.email)
        self.write("Password", person.password)
        self.press("Sign in")
        self.arrives_at("My media")

    def follows(self, name: str, *, within: Locator | None = None) -> None:
        """A link with a name of somebody's own."""
        self.hands.press((within or self.here).get_by_role("link", name=name, exact=True))

    def opens_media(self, title: str) -> None:
        """From *My media*."""
        self.follows(title)
        self.arrives(self.page.get_by_role("heading", name=title, exact=True))

    def invites(self) -> str:
        """On the media page. Returns the address that guests get."""
        self.press("Invite guests")
        self.arrives_at("Invite guests")
        return self.takes_the_address()

    def takes_the_address(self) -> str:
        """Out of the window that shows it."""
        shown = self.page.locator("#link-address")
        if self.has_script:
            self.press("Copy")
            expect(self.control("Copied")).to_be_visible()
            assert self.page.evaluate("navigator.clipboard.readText()") == shown.input_value()
        return shown.input_value()

    def manages_guest_access(self) -> None:
        """On the media page."""
        self.press("More actions")
        self.press("Manage guest access")
        self.arrives_at("Manage guest access")

    def edits_media(self) -> None:
        """From the media page."""
        self.press("More actions")
        self.press("Edit")
        self.arrives_at("Edit")

    def saves_a_link(self) -> None:
        self.press("Save")
        self.arrives_at("Manage guest access")

    def sees_guests(self) -> None:
        """From the media page."""
        self.press("More actions")
        self.press("Guests")
        self.arrives_at("Guests")

    def writes_a_time(self, label: str, value: str) -> None:
        """`value`: like 2031-12-30T18:05."""
        parts: dict[str, Any] = {"year": value[:4], "month": value[5:7], "day": value[8:10]}
        hour = int(value[11:13])
        parts |= {"hour": value[11:13], "minute": value[14:]}
        parts |= {"hour12": f"{(hour - 1) % 12 + 1:02}", "half": "P" if hour >= 12 else "A"}
        orders = [["ArrowRight" if key == "→" else key for key in order.format(**parts)] for order in ORDERS_OF_A_TIME]
        self.hands.write_time(self.field(label), orders, value)

    def searches(self, words: str) -> None:
        """With script the list answers while one types, without it after Enter."""
        self.hands.write(self.page.get_by_role("searchbox"), words)
        if not self.has_script:
            self.page.keyboard.press("Enter")

    def filters(self, choice: str) -> None:
        if not self.page.locator("details.filters[open]").count():
            self.hands.press(self.page.locator("details.filters summary"))
        self.press(choice, within=self.page.locator("details.filters nav"))

    def row(self, name: str) -> Locator:
        """Of a table: the row that names this."""
        return self.here.get_by_role("row").filter(has_text=name).first


class Admin(Owner):
    def opens(self, part: str) -> None:
        """A page of the menu for admins."""
        self.press(part, within=self.page.locator(".admin-nav"))
        self.arrives_at(part)
