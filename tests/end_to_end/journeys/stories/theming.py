"""An admin gives the site a name, a colour, a logo and a privacy notice, and guests see them."""

from pathlib import Path

from playwright.sync_api import expect

from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.people import Admin, Guest
from tests.vocabulary import pictures

NAME = "Coro de Ganim"
NOTICE = "Ask us at any time to erase what you typed."
# So pale that on light pages it has to be darkened.
ACCENT = "#ffdd00"


def tell(journey: Journey) -> None:
    owner, title = journey.owner()
    owner.opens_media(title)
    address = owner.invites()
    admin = journey.admin()
    admin.opens("Theming")
    _themes(admin, journey.site.tree.data / "logo.png")
    guest = journey.guest()
    _waits_for_the_look(guest, address)
    guest.opens(address)
    _is_themed(guest)
    guest.enters("Dana")
    _is_themed(guest)
    guest.press("Leave")
    guest.arrives_at("You have left")
    _is_themed(guest)
    guest.go_to(f"{journey.site.address}/login")
    guest.arrives_at("Sign in to %(site)s", site=NAME)
    _takes_it_back(admin)


def _themes(admin: Admin, logo: Path) -> None:
    admin.write("Site name", NAME)
    admin.write("Accent colour", ACCENT)
    admin.write("Privacy notice", NOTICE)
    admin.press("Save")
    admin.sees("Saved")
    logo.write_bytes(pictures.picture())
    admin.hands.choose_file(admin.field("Picture"), logo)
    admin.press("Upload logo")
    expect(admin.page.get_by_alt_text(admin.says("The current logo"))).to_have_js_property("complete", value=True)
    admin.arrives_at("Theming")


def _waits_for_the_look(guest: Guest, address: str) -> None:
    """Other processes show a change within five seconds."""
    guest.go_to(address)
    guest.loads_until(guest.page.locator(".site-look").filter(has_text=NAME))


def _is_themed(guest: Guest) -> None:
    expect(guest.page.locator(".site-look")).to_contain_text(NAME)
    expect(guest.page.get_by_text(NOTICE)).to_be_visible()
    assert guest.page.locator(".site-look img").evaluate("image => image.naturalWidth") > 0


def _takes_it_back(admin: Admin) -> None:
    admin.press("Remove the logo")
    admin.sees("No logo yet.")
    for label in ("Site name", "Accent colour", "Privacy notice"):
        admin.write(label, "")
    admin.press("Save")
    admin.sees("Saved")
    expect(admin.page.locator(".site-header")).not_to_contain_text(NAME)
