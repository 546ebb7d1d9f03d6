"""A site with a name, a logo and an accent of its own, in a real browser (contract 11.64, 11.66, 11.69)."""

import io
import re
from typing import Any

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Page, expect

from tests.end_to_end.axe import violations
from tests.end_to_end.pages import pages_of_a_guest, pages_of_an_admin, scrolls_sideways
from tests.vocabulary.screen import DESKTOP, PHONE, OpenScreen, Screen
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long
# Unreadable on light pages as it is.
YELLOW = "#ffdd00"
NOTICE = "We keep your name and email for 90 days.\nAsk us at any time to erase them."
BACKGROUND = "(part) => getComputedStyle(part).backgroundColor"


def logo() -> FilePayload:
    picture = Image.new("RGBA", (400, 120), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    draw.ellipse((10, 10, 110, 110), fill=(20, 90, 160, 255))
    draw.rectangle((140, 40, 390, 80), fill=(20, 30, 40, 255))
    content = io.BytesIO()
    picture.save(content, "PNG")
    return {"name": "logo.png", "mimeType": "image/png", "buffer": content.getvalue()}


def theme(admin: Screen, tree: Tree) -> None:
    page = admin.page
    page.goto(f"{tree.address}/admin/theming")
    page.get_by_label("Site name").fill("Ganim Film Club")
    page.get_by_label("Accent colour").fill(YELLOW)
    page.get_by_label("Privacy notice", exact=True).fill(NOTICE)
    page.get_by_label("Address of the privacy notice").fill("https://example.org/privacy")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("status").filter(has_text="Saved")).to_be_visible()
    page.get_by_label("Picture").set_input_files(logo())
    page.get_by_role("button", name="Upload logo").click()
    expect(page.get_by_alt_text("The current logo")).to_be_visible()
    assert page.get_by_alt_text("The current logo").evaluate("(image) => image.naturalWidth") == 400


def button_colour(page: Page, scheme: Any) -> str:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    return str(page.locator("main button.primary").first.evaluate(BACKGROUND))


def wait_until_themed(page: Page) -> None:
    """Another process may show it some seconds later."""
    for _ in range(20):
        page.reload()
        if page.locator(".site-look").count() == 1:
            return
        page.wait_for_timeout(500)
    raise AssertionError("the page does not show the look")


def test_a_look_is_seen_everywhere_in_both_schemes_and_axe_finds_nothing(tree: Tree, open_screen: OpenScreen) -> None:
    tree.command("user", "role", tree.email, "admin")
    admin, guest = open_screen(DESKTOP), open_screen(PHONE)
    guest.page.goto(tree.guest_link)
    before = button_colour(guest.page, "light")
    expect(guest.page.locator(".site-look")).to_have_count(0)
    admin.sign_in(tree)
    theme(admin, tree)
    wait_until_themed(guest.page)
    light, dark = button_colour(guest.page, "light"), button_colour(guest.page, "dark")
    assert light != before
    assert light != dark == "rgb(255, 221, 0)"
    found, wide = [], []
    for page in pages_of_a_guest(guest, tree):
        expect(page.locator(".site-look")).to_contain_text("Ganim Film Club")
        assert page.locator(".site-look img").evaluate("(image) => image.naturalWidth") == 400
        expect(page.get_by_text("Ask us at any time")).to_be_visible()
        guest.picture("themed-" + re.sub(r"[^a-z]+", "-", page.title().lower()))
        found += violations(page)
        wide += [page.url] if scrolls_sideways(page) else []
    visitor = open_screen(PHONE)
    visitor.page.goto(f"{tree.address}/login")
    expect(visitor.heading).to_have_text("Sign in to Ganim Film Club")
    visitor.picture("themed-sign-in")
    found += violations(visitor.page)
    found += [each for page in pages_of_an_admin(admin, tree) for each in violations(page)]
    assert (found, wide) == ([], [])


def test_the_player_stands_before_the_name_of_the_site(tree: Tree, open_screen: OpenScreen) -> None:
    tree.command("user", "role", tree.email, "admin")
    admin, guest = open_screen(DESKTOP), open_screen(PHONE)
    admin.sign_in(tree)
    theme(admin, tree)
    guest.enter(tree.guest_link, "Dana")
    wait_until_themed(guest.page)
    top = "(part) => part.getBoundingClientRect().top"
    assert guest.page.locator("video").evaluate(top) < guest.page.locator(".site-look").evaluate(top)
    assert guest.page.locator(".site-look").evaluate(top) < guest.page.locator("footer").evaluate(top)
