"""Where forced colours replace ours, what is chosen, where one is, what cannot be pressed and where the focus is can
still be told (contract 4.34)."""

import pytest
from playwright.sync_api import Locator, expect

from tests.vocabulary.screen import DESKTOP, OpenScreen, Screen
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long

LOOK = """(part) => {
    const parts = [part, ...part.querySelectorAll('.groove')];
    const looks = parts.flatMap((each) => [getComputedStyle(each), getComputedStyle(each, '::before')]);
    return looks.map((look) => [look.color, look.backgroundColor, look.borderTopColor, look.borderTopStyle,
        look.borderTopWidth, look.justifyContent, look.outlineStyle === 'none' ? '' : look.outlineColor]).join('; ');
}"""


@pytest.fixture
def tree(shared_tree: Tree) -> Tree:
    return shared_tree


@pytest.fixture
def admin(tree: Tree, open_screen: OpenScreen) -> Screen:
    screen = open_screen(DESKTOP, forced_colors="active", reduced_motion="reduce")
    screen.sign_in(tree)
    return screen


def look(part: Locator) -> str:
    return str(part.evaluate(LOOK))


@pytest.mark.parametrize(
    ("path", "marked", "plain"),
    [
        ("admin/users", ".admin-nav a[aria-current]", ".admin-nav a:not([aria-current])"),
        ("admin/maintenance?state=open", ".pages a[aria-current]", ".pages a:not([aria-current])"),
        ("admin/users", ".languages button[aria-current]", ".languages button:not([aria-current])"),
        ("media/1/guest-access", "[role=switch][aria-checked=true]", ".page-head a.button"),
        ("media/1/preview", ".guest-bar button[disabled]", ".languages button:not([aria-current])"),
    ],
)
def test_what_is_chosen_or_disabled_is_marked(admin: Screen, tree: Tree, path: str, marked: str, plain: str) -> None:
    admin.page.goto(f"{tree.address}/{path}")
    admin.picture(f"forced-colours-{path.partition('?')[0].replace('/', '-')}")
    assert look(admin.page.locator(marked).first) != look(admin.page.locator(plain).first)


def test_on_and_off_of_a_switch_and_of_a_like_can_be_told(admin: Screen, tree: Tree) -> None:
    for address, control, state in (
        ("media/1/guest-access", "[role=switch]", "aria-checked"),
        ("media/1", ".praise", "aria-pressed"),
    ):
        admin.page.goto(f"{tree.address}/{address}")
        part = admin.page.locator(control).first
        looks = []
        for value in ("true", "false"):
            part.evaluate("(part, [state, value]) => part.setAttribute(state, value)", [state, value])
            looks.append(look(part))
        assert looks[0] != looks[1], control


def test_the_focus_and_a_wrong_field_can_be_told(admin: Screen, tree: Tree) -> None:
    admin.page.goto(f"{tree.address}/media/new-room")
    field = admin.page.locator("[name=title]")
    before = look(field)
    field.focus()
    assert look(field) != before
    admin.page.get_by_role("button", name="Add", exact=True).click()
    expect(admin.page.locator(".error-summary")).to_be_focused()
    assert look(field) != before


def test_how_far_an_upload_is_can_be_seen(admin: Screen, tree: Tree) -> None:
    """What a browser draws inside `progress` has no computed style, so this compares pictures."""
    admin.page.goto(f"{tree.address}/media/new")
    # It is refused, and its bar is shown all the same.
    admin.page.locator("[name=file]").set_input_files({"name": "a.pdf", "mimeType": "", "buffer": b"%PDF-1.7"})
    admin.page.get_by_role("button", name="Upload").click()
    expect(admin.page.locator(".upload-state")).to_have_text("This file holds no picture and no sound.")
    admin.page.evaluate("document.querySelector('.upload-progress').hidden = false")
    bar = admin.page.locator("progress")
    pictures = []
    for value in (0, 70):
        bar.evaluate("(bar, value) => { bar.value = value; }", value)
        pictures.append(bar.screenshot())
    assert pictures[0] != pictures[1]
