"""Every page in every language: no sentence stays English, on the pages themselves and on those of refused forms.

`test_translations` finds sentences that have no translation. This finds those that never went through one.
"""

import re
from collections import deque
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import pytest
from flask.testing import FlaskClient

from tests.vocabulary.site import Guest, Site
from web.pages.localizing import LANGUAGES

SPOKEN = {"aria-label", "title", "placeholder", "alt", "label", "data-label"}
SPOKEN |= {"data-sending", "data-checking", "data-stopped", "data-trouble", "data-copied", "data-refused", "data-ends"}
SPOKEN |= {"data-before", "data-after", "data-widest", "data-own"}
VOID = {"input", "img", "link", "meta", "source", "track", "br", "hr", "use"}
SILENT = {"script", "style", "code", "time", "option", "svg"}
# Words that are the same in every language: names, formats, units, examples.
SAME = re.compile(
    r"Guestlink|Invitetomedia|Theming|Admin\b|mediapage|Louise Smith|WebVTT|JPEG|PNG|WebP|UTC|[MGk]B|MiB|GB|OK|A title"
    r"|[\w.+-]+@[\w.-]+|https?://[^\s]+|Link to [^“”]+|\{date\}|meet\.jit\.si\S*|SQLite|PostgreSQL|HLS|CSV"
    r"|A link|Error: |QR|SVG|GUESTLINK_\w+|SRT|SBV|TTML|\S+\.m3u8|\{\w+\}|https|guestlink \w+ [A-Z]+|Excel"
    # What a sentence holds apart: names and other values.
    r"|\u2068[^\u2069]*\u2069"
)
LATIN = re.compile(r"[A-Za-z]{2,}")
MOST_PAGES = 200


class Texts(HTMLParser):
    """The texts that people read or hear, except names that are marked as such."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[tuple[str, bool]] = []
        self.texts: set[str] = set()
        self.links: set[str] = set()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self.in_form = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        is_silent = bool(self.open and self.open[-1][1]) or tag in SILENT or values.get("translate") == "no"
        if tag not in VOID:
            self.open.append((tag, is_silent))
        self.texts |= {values[name] for name in SPOKEN & values.keys() if not is_silent}
        if tag == "a" and "href" in values:
            self.links.add(values["href"])
        if tag == "form" and values.get("method") == "post":
            self.forms.append((values.get("action", ""), {}))
            self.in_form = True
        if tag in {"input", "textarea", "select"} and self.in_form and "name" in values:
            kept = values.get("value", "") if values.get("type") in {"hidden", "radio"} else ""
            self.forms[-1][1][values["name"]] = kept

    def handle_endtag(self, tag: str) -> None:
        self.in_form = self.in_form and tag != "form"
        while self.open and self.open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        if not (self.open and self.open[-1][1]):
            self.texts.add(" ".join(data.split()))


def read(page: str) -> Texts:
    texts = Texts()
    texts.feed(page)
    return texts


def english_in(page: str, language: str, english: set[str]) -> set[str]:
    """In Hebrew everything in Latin letters; in Spanish what is the same as on the English page."""
    shown = {text for text in read(page).texts if LATIN.search(SAME.sub("", text))}
    return shown if language == "he" else {text for text in shown & english if " " in text}


def refusals(client: FlaskClient, path: str, texts: Texts, headers: dict[str, str]) -> dict[str, str]:
    """What comes back of each form with a text when it is sent blank."""
    found = {}
    for action, fields in texts.forms:
        if any(not value for name, value in fields.items() if name not in {"csrf_token", "back"}):
            answer = client.post(urljoin(path, action), data=fields, headers=headers)
            if answer.status_code in {400, 409, 422}:
                found[f"POST {path} {fields.get('do', '')} {action}"] = answer.text
    return found


def walk(client: FlaskClient, start: str, headers: dict[str, str]) -> dict[str, str]:
    """Every page that links lead to from here, and the refusals of their forms."""
    found: dict[str, str] = {}
    waiting = deque([start])
    while waiting and len(found) < MOST_PAGES:
        path = waiting.popleft()
        answer = client.get(path, headers=headers) if path not in found else None
        if answer is None or answer.mimetype != "text/html" or answer.status_code >= 300:
            continue
        found[path] = answer.text
        texts = read(answer.text)
        found |= refusals(client, path, texts, headers)
        targets = [urlsplit(urldefrag(urljoin(path, link)).url) for link in sorted(texts.links)]
        waiting.extend(f"{each.path}?{each.query}".rstrip("?") for each in targets if not each.netloc)
    return found


def pages(site: Site, language: str) -> dict[str, str]:
    headers = {"Accept-Language": language}
    admin = site.maker.user("admin")
    link = site.link(site.media(admin))
    site.link(site.media(admin, kind="room"))
    guest = Guest(site.browser(), site.address(link))
    found = walk(site.signed_in(admin), "/media", headers) | walk(site.browser(), "/login", headers)
    found |= walk(guest.client, guest.address, headers)
    guest.enter()
    found[f"{guest.address} entered"] = guest.client.get(guest.address, headers=headers).text
    site.delete_link(link)
    for path in (guest.address, "/g/unknown", "/nowhere"):
        found[f"{path} gone"] = site.browser().get(path, headers=headers).text
    return found


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_no_page_shows_an_english_sentence(site: Site, language: str) -> None:
    # In Hebrew, other letters show what is English.
    english_pages = pages(site, "en") if language != "he" else {}
    english = {text for page in english_pages.values() for text in read(page).texts}
    shown = pages(site, language)
    assert len(shown) > 35
    assert sum(path.startswith("POST") for path in shown) >= 8
    assert {path: left for path, page in shown.items() if (left := english_in(page, language, english))} == {}


def test_an_english_sentence_is_found() -> None:
    page = '<p>שלום</p><p translate="no">Dana</p><button aria-label="Copy link">העתק</button><b>Not yet</b>'
    assert english_in(page, "he", set()) == {"Copy link", "Not yet"}
    assert english_in(page, "es", {"Not yet", "Dana"}) == {"Not yet"}
