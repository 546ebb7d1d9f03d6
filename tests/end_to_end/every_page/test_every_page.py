"""On no page does axe find anything, in both colour schemes, on a phone and a desktop; none is set badly, and nothing
covers the control with the focus."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.end_to_end.axe import violations
from tests.end_to_end.every_page import faults, low_screen
from tests.end_to_end.every_page.cast import Cast
from tests.end_to_end.every_page.looks import LOOKS
from tests.end_to_end.every_page.showing import Shown
from tests.end_to_end.pages import NARROW
from tests.vocabulary.screen import DESKTOP

pytestmark = [pytest.mark.long, pytest.mark.timeout(600)]

GROUPS = [pytest.param(group, "en", id=group) for group in LOOKS]
GROUPS += [pytest.param("guests", "he", id="guests-he")]


@pytest.mark.parametrize(("group", "language"), GROUPS)
def test_nothing_is_wrong_with_any_page(cast: Cast, browser: Browser, group: str, language: str) -> None:
    cast.language = language
    shown = Shown(browser, cast.site.app)
    wrong: list[str] = []
    for look in LOOKS[group]:
        shown.resize(NARROW)
        shown.show(look.opened(cast), pressed=look.pressed)
        found = [*violations(shown.page), *faults.for_fingers(shown.page)]
        # Nothing on a page is different in a window that was made larger.
        shown.resize(DESKTOP)
        found += [*violations(shown.page), *faults.sideways(shown.page)]
        shown.resize(low_screen.LOW)
        found += low_screen.faults(shown.page)
        wrong += [f"{look.name}: {each}" for each in found]
    shown.close()
    assert wrong == []


def test_nothing_is_wrong_with_the_pages_of_nginx(browser: Browser) -> None:
    template = (Path(__file__).parents[3] / "nginx.conf.template").read_text()
    pages = re.findall(r'return \d+ "(<!doctype html>[^"]*)"', template)
    assert len(pages) == template.count("<h1>") > 2
    page = browser.new_page()
    for content in pages:
        page.set_content(content)
        page.set_viewport_size(NARROW["viewport"])
        assert [*violations(page), *faults.for_fingers(page)] == [], content
    page.close()
