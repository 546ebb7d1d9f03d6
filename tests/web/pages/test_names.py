"""No name of ours is one that an ad blocker's list hides or blocks on every site (contract 4.28).

The words are those that the general rules of the lists against ads, trackers, social buttons, cookie banners and other
annoyances are made of. Their rules for whole names, such as `.share-row`, change every week; the words do not.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.vocabulary.site import Site

WEB = Path(__file__).parents[3] / "web"
TEMPLATES, SHEETS = sorted(WEB.rglob("*.html")), sorted((WEB / "static").glob("*.css"))
SCRIPTS, PICTURES = sorted((WEB / "static").glob("*.js")), sorted((WEB / "static").glob("*.svg"))

# Anywhere in a name, and as a whole word of it.
PARTS = re.findall(
    "[a-z]+",
    """adblock adbox addthis adsense adslot adunit advert affiliate analytics banner beacon bookmark ccpa cnil consent
    cookie coockie digg disclaimer dsgvo facebook feedback follow gdpr google gplus impression instagram interstitial
    leaderboard lgpd lightbox likebox linkedin modal newsletter notice notification optin outbrain overlay pageview
    paywall pinterest pixel popover popup privacy promo reddit rgpd share sharing social sponsor stats sticky subscri
    survey taboola telegram telemetry tracker tracking tumblr tweet twitter whatsapp widget youtube""",
)
WORDS = {"ad", "adv", "ads", "advt", "chat", "cmp", "dfp", "fb", "floating", "gpt", "hits", "like", "likes", "liking"}
WORDS |= {"mpu", "push", "rss", "sns", "soc", "track"}
# A rule for addresses has to match more than this word.
HARMLESS_IN_ADDRESSES = {"like"}
# Prometheus asks for this. Browsers do not.
NOT_FOR_BROWSERS = {"/metrics"}


def found_in(name: str) -> set[str]:
    """The words of the lists in a name. `adTop`, `ad-top` and `ad_top2` hold the word `ad`; `loading` does not."""
    spread = re.sub(r"(?<=[a-z])(?=[A-Z])", "-", name).lower()
    return {part for part in PARTS if part in spread} | (WORDS & set(re.findall(r"[a-z]+", spread)))


def _attributes(page: str, names: str) -> Iterator[str]:
    for value in re.findall(rf'[\s"](?:{names})="([^"]*)"', page):
        yield from re.sub(r"\{[{%].*?[}%]\}", " ", value).split()


def _chosen_in_templates(page: str) -> Iterator[str]:
    """Classes that an expression chooses: `class="state{{ ' late' if … }}"`."""
    for value in re.findall(r'\sclass="([^"]*)"', page):
        for expression in re.findall(r"\{[{%](.*?)[}%]\}", value):
            yield from " ".join(re.findall(r"'([^']*)'", expression)).split()


def names_in_pages() -> set[str]:
    found: set[str] = set()
    for file in TEMPLATES:
        page = file.read_text()
        found |= {*_attributes(page, "class|id|for|name"), *_chosen_in_templates(page)}
        found |= set(re.findall(r"\s(data-[\w-]+)", page))
        found |= {each for block in re.findall(r"block page_class %\}(.*?)\{%", page) for each in block.split()}
    for file in PICTURES:
        found |= set(_attributes(file.read_text(), "class|id"))
    return found


def names_in_sheets_and_scripts() -> set[str]:
    found: set[str] = set()
    for file in SHEETS:
        rules = re.sub(r"/\*.*?\*/", "", file.read_text(), flags=re.DOTALL)
        found |= set(re.findall(r"[.#](-?[A-Za-z_][\w-]*)(?=[^{}]*\{)", rules))
    for file in SCRIPTS:
        selectors = re.findall(r"(?:querySelector(?:All)?|matches|closest)\(\s*['`]([^'`]*)['`]", file.read_text())
        found |= {name for each in selectors for name in re.findall(r"[.#]([A-Za-z][\w-]*)", each)}
        found |= set(re.findall(r"classList\.\w+\('([^']*)'", file.read_text()))
    return found


def test_names_are_found_where_they_stand() -> None:
    """Otherwise the other tests would prove nothing."""
    assert {"copy-row", "row-actions", "late", "watching", "window", "data-copy", "send"} <= names_in_pages()
    assert {"copy-row", "drawer", "fresh", "error-summary"} <= names_in_sheets_and_scripts()


@pytest.mark.parametrize("name", ["share-row", "shareRow", "ad_top", "topAd", "cookiebar", "eu-Cookie2", "post_likes"])
def test_a_word_is_found_however_the_name_is_written(name: str) -> None:
    assert found_in(name)


@pytest.mark.parametrize("name", ["loading", "header", "copy-row", "shell", "unlikely", "backtrack"])
def test_words_that_only_look_so_are_allowed(name: str) -> None:
    assert not found_in(name)


def test_no_class_and_no_id_is_a_word_that_lists_hide() -> None:
    names = names_in_pages() | names_in_sheets_and_scripts()
    assert sorted(name for name in names if found_in(name)) == []


@pytest.mark.parametrize("kind", ["css", "js", "svg", "mjs", "png"])
def test_no_file_is_named_like_one_that_lists_block(kind: str) -> None:
    files = [file.name for file in (WEB / "static").rglob(f"*.{kind}")]
    assert [name for name in files if found_in(name)] == []


def test_no_address_contains_a_word_that_lists_block(site: Site) -> None:
    addresses = {re.sub(r"<[^>]*?(\w+)>", r"\1", rule.rule) for rule in site.app.url_map.iter_rules()}
    assert len(addresses) > 50
    assert sorted(each for each in addresses - NOT_FOR_BROWSERS if found_in(each) - HARMLESS_IN_ADDRESSES) == []


def test_no_title_of_a_control_is_one_that_lists_hide() -> None:
    """Such as `button[title="Share"]` and `a[title="Share on …"]`."""
    titles = [title for file in TEMPLATES for title in re.findall(r'\stitle="([^"]*)"', file.read_text())]
    assert titles
    assert [title for title in titles if found_in(title)] == []
