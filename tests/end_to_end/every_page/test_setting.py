"""How the pages of owners and admins are set on phones and tablets, in each language (contract 4.59)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page
from sqlalchemy import update

from models.plumbing import database
from models.tables import User
from tests.end_to_end.every_page.cast import FILM, MUSIC, Cast
from tests.end_to_end.every_page.showing import Shown

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

# Two rows of 44 px, with the room around them.
HEADER = 105
NAME = "María José Fernández de la Vega"
MENU = ".actions .drawer:last-of-type"
# The boxes of what this selector finds, in the order of the page.
BOXES = "(parts) => parts.map((part) => part.getBoundingClientRect().toJSON())"
TOPS = "(row) => [...row.querySelectorAll('button:not([hidden]), .button')].map((button) => button.offsetTop)"
# The colours of what an empty field asks for and of the field, as numbers.
COLOURS = """(field) => ['::placeholder', null].map((part) => getComputedStyle(field, part)[part ? 'color'
    : 'backgroundColor'].match(/[0-9.]+/g).slice(0, 3).map(Number))"""


@pytest.mark.parametrize("language", ["en", "es", "he"])
def test_nothing_stands_where_one_would_not_look_for_it(cast: Cast, browser: Browser, language: str) -> None:
    cast.language = language
    with database.writing() as db:
        db.execute(update(User).where(User.id.in_([cast.louise.id, cast.admin_user.id])).values(name=NAME))
    shown = Shown(browser, cast.site.app)
    wrong = [f"{width}: {fault}" for width in (320, 390) for fault in _on_a_phone(cast, shown, width)]
    assert [*wrong, *_on_a_tablet(cast, shown), *_on_a_desktop(cast, shown)] == []
    shown.close()


def _on_a_phone(cast: Cast, shown: Shown, width: int) -> Iterator[str]:
    page = _at(shown, width)
    shown.show(cast.owner.get("/media"))
    if _boxes(page, ".site-header")[0]["height"] > HEADER:
        yield "the header of an owner has more than two rows"
    shown.show(cast.admin.get("/admin/audit"))
    # In Spanish, three places do not fit beside each other on the narrowest phone.
    if _boxes(page, ".site-header")[0]["height"] > HEADER and (cast.language, width) != ("es", 320):
        yield "the header of an admin has more than two rows"
    if len({box["top"] for box in _boxes(page, ".admin-nav a")}) > 1:
        yield "the tabs have more than one row"
    if not _is_within(_boxes(page, ".admin-nav [aria-current]")[0], 0, width):
        yield "the tab of the page is out of view"
    shown.show(cast.owner.get(f"/media/{FILM}"), pressed=(f"{MENU} > summary",))
    [button], [menu] = _boxes(page, f"{MENU} > summary"), _boxes(page, f"{MENU} > .panel")
    if not (0 <= button["top"] - menu["bottom"] <= 12 or 0 <= menu["top"] - button["bottom"] <= 12):
        yield "the menu of an item opens away from its button"


def _on_a_tablet(cast: Cast, shown: Shown) -> Iterator[str]:
    page = _at(shown, 834)
    shown.show(cast.owner.get(f"/media/{FILM}/guests"))
    [search], [table] = _boxes(page, "form.searching"), _boxes(page, "table.guests")
    if not _is_within(table, search["left"], search["right"]):
        yield "the table of guests leaves its card"
    page = _at(shown, 390)
    shown.show(cast.owner.get(f"/media/{MUSIC}/guest-access"))
    for row in page.locator(".row-actions").all():
        tops = row.evaluate(
            "(row) => [...row.querySelectorAll('button:not([hidden]), .button')].map((one) => one.offsetTop)"
        )
        if max(tops) > min(tops) + 4:
            yield "the menu of a link has a row of its own"


def _on_a_desktop(cast: Cast, shown: Shown) -> Iterator[str]:
    """Everything ends at one edge: where the line below the tabs ends."""
    page = _at(shown, 1440)
    for path in ("users", "users/new", f"users/{cast.louise.id}", "modules", "erase", "audit", "groups"):
        shown.show(cast.admin.get(f"/admin/{path}"))
        [tabs] = _boxes(page, ".admin-nav")
        cards = _boxes(page, ".admin > .card, .admin > form")
        edges = {round(box[side]) for box in cards for side in ("left", "right")}
        # Cards that stand in pairs meet in the middle.
        middle = (tabs["left"] + tabs["right"]) / 2
        odd = [edge for edge in edges if abs(edge - middle) > 20]
        if {round(tabs["left"]), round(tabs["right"])} != set(odd):
            yield f"{path}: edges at {sorted(odd)}"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_what_a_field_asks_for_can_be_read(cast: Cast, browser: Browser, scheme: str) -> None:
    """axe leaves placeholders out (WCAG 1.4.3)."""
    shown = Shown(browser, cast.site.app, color_scheme=scheme)
    shown.show(cast.owner.get("/media"))
    words, field = shown.page.locator("input[type=search]").evaluate(COLOURS)
    lighter, darker = sorted((_luminance(words), _luminance(field)), reverse=True)
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5
    shown.close()


def test_links_are_ended_together_only_once_some_are_chosen(cast: Cast, browser: Browser) -> None:
    shown = Shown(browser, cast.site.app)
    shown.show(cast.owner.get("/links"))
    acts = shown.page.locator(".chosen button")
    assert [act.is_enabled() for act in acts.all()] == [False, False]
    shown.page.locator("[name=link]").first.check()
    assert [act.is_enabled() for act in acts.all()] == [True, True]
    shown.close()


def _at(shown: Shown, width: int) -> Page:
    shown.resize({"viewport": {"width": width, "height": 900}})
    return shown.page


def _boxes(page: Page, selector: str) -> list[dict[str, float]]:
    boxes: list[dict[str, float]] = page.locator(selector).evaluate_all(BOXES)
    return boxes


def _is_within(box: dict[str, float], left: float, right: float) -> bool:
    return left - 1 <= box["left"] and box["right"] <= right + 1


def _luminance(colour: list[float]) -> float:
    """WCAG's relative luminance."""
    red, green, blue = (part / 255 / 12.92 if part <= 10 else ((part / 255 + 0.055) / 1.055) ** 2.4 for part in colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
