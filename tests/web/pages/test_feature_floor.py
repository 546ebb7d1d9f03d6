"""Scripts and styles use only what Safari 15.4, Chrome 100 and Firefox 100 know (contract 4.38). What is newer needs a
fallback that an older browser takes by itself."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).parents[3] / "web"
SCRIPTS, SHEETS = sorted((WEB / "static").glob("*.js")), sorted((WEB / "static").glob("*.css"))
TEMPLATES = sorted(WEB.rglob("*.html"))

# Each is missing in one of the three. In comments: what is there in its place, or since when it is known.
NEWER_IN_SCRIPTS = [
    r":has\(",  # Firefox 121; `filter`
    r":(?:dir|popover-open|user-invalid|user-valid|open)\b",
    r"\.(?:findLast|findLastIndex|toSorted|toReversed|toSpliced|with|groupBy|fromAsync)\(",
    r"\.(?:union|intersection|difference|symmetricDifference|isSubsetOf|isSupersetOf|isDisjointFrom)\(",
    r"\.(?:isWellFormed|toWellFormed|checkVisibility|requestSubmit|requestClose|scrollIntoViewIfNeeded)\(",
    r"\b(?:show|hide|toggle)Popover\b|\bpopover\b|CloseWatcher|startViewTransition|URLPattern|adoptedStyleSheets",
    r"Promise\.(?:withResolvers|try)|AbortSignal\.(?:timeout|any)|URL\.(?:canParse|parse)|Response\.json\(",
    r"\bIterator\b|Intl\.(?:DurationFormat|Segmenter)|requestIdleCallback|\bscheduler\.|\bnavigation\.",
    r"\(\?<[=!]|\(\?[ims]*-?[ims]*:(?<!\(\?:)",  # Safari 16.4: looking behind; flags inside
    r"[(=,:\[!&|?]\s*/(?:[^/\\\n]|\\.)+/[dgimsuy]*v",  # the flag `v`
    r"^\s*static\s*\{|#\w+ in \b|^\s*(?:await )?using \w",
    r"\.aria[A-Z]\w+|\.inert\b|\.moveBefore\(|\.setHTML|parseHTMLUnsafe|import\s*defer|\bwith\s*\{\s*type",
    r"navigator\.(?:userActivation|userAgentData|virtualKeyboard|wakeLock)",
]
NEWER_IN_SHEETS = [
    r"[\d.](?:dvh|svh|lvh|dvw|svw|lvw|dvb|dvi|cq[whib])\b",
    r"@(?:container|scope|property|starting-style|view-transition|position-try)\b",
    r"@media[^{]*[<>]",
    r"\b(?:color-mix|oklch|oklab|lch|lab|color)\(|\b(?:round|mod|rem|sin|cos|pow|sqrt|abs|sign)\(",
    r"\bsubgrid\b|text-wrap|\banchor\b|field-sizing|interpolate-size|scrollbar-gutter|overflow[^;{}]*:\s*clip",
    r"^\s*(?:rotate|translate|scale|zoom)\s*:",
    r":(?:dir|popover-open|user-invalid|user-valid|open|state|modal)\b",
    r"(?<![\w-])popover\b",
]
NEWER_IN_TEMPLATES = [
    r"<search\b",
    r"\spopover(?:target|=|>|\s)",
    r"\sinert\b",
    r"<dialog[^>]*\sopen\b",
    r"\sclosedby=",
]


def without_comments(text: str) -> str:
    return re.sub(r"/\*.*?\*/|(?<![:'\"])//[^\n]*|\{#.*?#\}", "", text, flags=re.DOTALL)


def used(patterns: list[str], text: str) -> list[str]:
    return [found.group() for each in patterns for found in re.finditer(each, without_comments(text), re.MULTILINE)]


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda file: file.name)
def test_no_script_uses_what_an_older_browser_does_not_know(script: Path) -> None:
    assert used(NEWER_IN_SCRIPTS, script.read_text()) == []


@pytest.mark.parametrize(
    "line",
    [
        "page.querySelectorAll('p:not(:has(a))')",
        "rows.toSorted()",
        "rows.findLast(Boolean)",
        "AbortSignal.timeout(5)",
        "text.match(/(?<=a)b/)",
        "text.match(/[a--b]/v)",
        "class A { \n static { x(); } }",
        "form.requestSubmit()",
        "button.ariaPressed = 'true'",
        "box.togglePopover()",
    ],
)
def test_newer_features_of_scripts_are_found(line: str) -> None:
    assert used(NEWER_IN_SCRIPTS, line)


@pytest.mark.parametrize(
    "line", ["a / b", "/^a$/.test(b)", "new RegExp('x')", "import('./v.js')", "x.with = 1", "a?.b ?? c"]
)
def test_older_features_of_scripts_are_allowed(line: str) -> None:
    assert not used(NEWER_IN_SCRIPTS, line)


def test_the_window_is_only_used_where_dialogs_are_known() -> None:
    script = (WEB / "static" / "owner.js").read_text()
    assert "const dialog = box?.showModal ? box : null;" in script
    assert "dialog:not([open]) { display: none; }" in (WEB / "static" / "windows.css").read_text()


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda file: file.name)
def test_no_sheet_uses_what_an_older_browser_does_not_know(sheet: Path) -> None:
    # `@supports` is the fallback: an older browser leaves out the whole block.
    older = re.sub(r"@supports[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", without_comments(sheet.read_text()))
    assert used(NEWER_IN_SHEETS, older) == []
    assert "light-dark(" not in older


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda file: file.name)
def test_has_stands_in_rules_of_its_own(sheet: Path) -> None:
    """A browser that does not know one selector of a list leaves out the rule with all of them."""
    text = without_comments(sheet.read_text())
    for selectors in re.findall(r"([^{}]+)\{[^{}]*\}", text):
        if ":has(" in selectors:
            parts = re.split(r",(?![^()]*(?:\([^()]*\)[^()]*)*\))", selectors)
            assert all(":has(" in part for part in parts), selectors


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda file: file.name)
def test_no_rule_stands_in_another_rule(sheet: Path) -> None:
    """Nesting is known since Chrome 112, Safari 16.5 and Firefox 117. Only conditions may hold rules."""
    open_blocks: list[str] = []
    for prelude, brace in re.findall(r"([^{}]*)([{}])", without_comments(sheet.read_text())):
        if brace == "}":
            open_blocks.pop()
            continue
        name = prelude.rpartition(";")[2].strip()
        assert not any(not block.startswith("@") for block in open_blocks), name
        assert "&" not in name
        open_blocks.append(name)


def test_no_template_uses_what_an_older_browser_does_not_know() -> None:
    found = {file.name: used(NEWER_IN_TEMPLATES, file.read_text()) for file in TEMPLATES}
    assert {name: each for name, each in found.items() if each} == {}


def test_nothing_stays_at_the_edge_of_a_low_window() -> None:
    """Only where the window is high enough (contract 4.32)."""
    for sheet in SHEETS:
        text = without_comments(sheet.read_text())
        low = re.sub(r"@media \(min-height: [\d.]+rem\)[^{]*\{(?:[^{}]*\{[^{}]*\})*\s*\}", "", text)
        assert not re.search(r"position:\s*(?:sticky|fixed)", low), sheet.name


def test_nothing_floats_over_a_page_that_no_script_can_take_away() -> None:
    """Browsers that know `:has()` are older than those that know `scripting: none`. So the rule asks for script."""
    for sheet in SHEETS:
        text = without_comments(sheet.read_text())
        plain = re.sub(r"@media [^{]*\(scripting: enabled\) \{(?:[^{}]*\{[^{}]*\})*\s*\}", "", text)
        assert not re.search(r"position:\s*fixed", plain), sheet.name
