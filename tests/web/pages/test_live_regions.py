"""Screen readers read the words that are put into a live region which is there already. They do not read a region that
appears with its words in it. So no region is ever hidden (contract 4.31)."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "web"
TEMPLATES = sorted(WEB.rglob("*.html"))
SHEETS = sorted((WEB / "static").glob("*.css"))
LIVE = {"status", "alert", "log", "timer"}
VOID = {"input", "img", "link", "meta", "source", "track", "br", "hr"}


class Regions(HTMLParser):
    """Collects the live regions of a template, and those that may be hidden, themselves or by a part around them."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.regions = 0
        self.hidden: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        hides = "hidden" in values or "data-when" in values
        is_hidden = hides or any(hidden for _tag, hidden in self.open)
        # A timer is not read out by itself.
        if tag == "output" or "aria-live" in values or values.get("role") in LIVE - {"timer"}:
            self.regions += 1
            self.hidden += [self.get_starttag_text() or tag] if is_hidden else []
        if tag not in VOID:
            self.open.append((tag, is_hidden))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass


def regions_of(template: str) -> Regions:
    # `when(…)` hides a part until its state comes. Everything else of Jinja is left out.
    html = re.sub(r"\{\{-?\s*when\([^}]*\}\}", "data-when", template)
    parser = Regions()
    parser.feed(re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", html, flags=re.DOTALL))
    return parser


def test_no_live_region_is_ever_hidden() -> None:
    found = {file.name: regions_of(file.read_text()) for file in TEMPLATES}
    assert sum(each.regions for each in found.values()) >= 8
    assert {name: each.hidden for name, each in found.items() if each.hidden} == {}


@pytest.mark.parametrize(
    "template",
    [
        '<p role="status" hidden></p>',
        '<div hidden><p><b role="alert"></b></p></div>',
        "<p role=\"status\" {{ when('ended') }}>It has ended.</p>",
        "<div {{- when('on') }}><output></output></div>",
        '<div hidden><img><p aria-live="polite"></p></div>',
    ],
)
def test_a_hidden_region_is_found(template: str) -> None:
    assert regions_of(template).hidden


def test_a_region_beside_a_hidden_part_is_not() -> None:
    assert not regions_of('<div hidden><p></p></div><p role="status"></p>').hidden


def test_no_style_hides_a_part_because_it_is_empty() -> None:
    rules = [rule for file in SHEETS for rule in re.findall(r"[^{}]*:empty[^{}]*\{[^}]*\}", file.read_text())]
    assert rules
    assert [rule for rule in rules if re.search(r"display:\s*none|visibility:\s*hidden", rule)] == []
