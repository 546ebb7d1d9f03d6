"""A refused form has the focus on what is wrong. Where that is several fields, on a summary that leads to each."""

import pytest
from playwright.sync_api import expect

from tests.end_to_end.pages import NARROW
from tests.vocabulary.screen import OpenScreen, Size
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long

TOUCH: Size = NARROW | {"is_mobile": True, "has_touch": True}


@pytest.fixture
def tree(shared_tree: Tree) -> Tree:
    return shared_tree


@pytest.mark.parametrize("path", ["media/new-live", "media/new-room", "media/1/guest-access/new", "admin/users/new"])
def test_a_refused_form_has_the_focus_on_what_is_wrong(tree: Tree, open_screen: OpenScreen, path: str) -> None:
    owner = open_screen(TOUCH)
    owner.sign_in(tree)
    owner.page.goto(f"{tree.address}/{path}")
    for field in owner.page.locator("main input[type=text]").all():
        field.fill("")
    owner.page.locator("main button.primary").last.click()
    wrong, summary = owner.page.locator("[aria-invalid]"), owner.page.locator(".error-summary")
    expect(wrong.first).to_be_visible()
    assert summary.count() == (wrong.count() > 1)
    if summary.count():
        expect(summary).to_be_focused()
        first = summary.locator("a").first
        first.click()
        expect(owner.page.locator(str(first.get_attribute("href")))).to_be_focused()
    else:
        expect(wrong).to_be_focused()
    assert wrong.first.get_attribute("aria-describedby")
