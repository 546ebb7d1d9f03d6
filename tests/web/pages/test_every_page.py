"""Every page of somebody who is signed in offers *Sign out*, and a guest's page *Leave*. No page links to a scheme that
could do harm."""

import re
from collections.abc import Iterator

from tests.vocabulary.site import Guests, Site
from tests.web.matrix import MATRIX, Cast, path_of

# The places in HTML that hold an address.
ADDRESS = re.compile(r'\s(?:href|src|action|formaction|poster|data-src|data-[a-z-]*(?:href|url))="([^"]*)"')
SAFE = re.compile(r"(/(?!/)|#|\?|https?://|$)")


def pages(site: Site, cast: Cast) -> Iterator[tuple[str, str, str]]:
    """Each page that somebody who is signed in can open: role, path, HTML."""
    browsers, values = cast
    for endpoint, method in MATRIX:
        if method != "GET" or endpoint.startswith(("guest.", "playing.")):
            continue
        path = path_of(site, endpoint, values)
        for role in ("viewer", "owner", "admin"):
            answer = browsers[role].get(path)
            if answer.status_code == 200 and answer.mimetype == "text/html":
                yield role, path, answer.text


def test_every_page_offers_to_sign_out(site: Site, cast: Cast) -> None:
    found = list(pages(site, cast))
    assert len({path for _role, path, _text in found}) > 15
    for role, path, text in found:
        # It shows the page that guests see.
        if path.endswith("/preview"):
            continue
        assert text.count('action="/logout"') == 1, (role, path)
        assert re.search(r"<button[^>]*>Sign out</button>", text), (role, path)


def test_a_guest_can_leave_on_the_media_page(guest: Guests) -> None:
    dana = guest()
    dana.enter()
    assert re.search(r'action="[^"]*/leave"', dana.client.get(dana.address).text)


def test_every_address_on_every_page_has_a_safe_scheme(site: Site, cast: Cast, guest: Guests) -> None:
    dana = guest()
    texts = [text for _role, _path, text in pages(site, cast)] + [dana.client.get(dana.address).text]
    dana.enter()
    texts.append(dana.client.get(dana.address).text)
    addresses = {address for text in texts for address in ADDRESS.findall(text)}
    assert len(addresses) > 50
    assert [each for each in addresses if not SAFE.match(each)] == []


def test_an_address_within_an_address_is_encoded(site: Site) -> None:
    answer = site.browser().get("/account?x=1&next=//evil.example#y")
    assert answer.location == "/login?next=%2Faccount%3Fx%3D1%26next%3D%2F%2Fevil.example"


def test_no_page_needs_a_plugin(site: Site, cast: Cast) -> None:
    for role, path, text in pages(site, cast):
        assert not re.search(r"<(object|embed|applet|frame|iframe)\b", text), (role, path)


def test_every_answer_names_its_type_and_text_its_charset(site: Site, cast: Cast) -> None:
    browsers, values = cast
    types = set()
    for endpoint, method in MATRIX:
        answer = browsers["owner"].open(path_of(site, endpoint, values), method=method)
        if answer.data:
            types.add(answer.content_type)
            assert answer.content_type is not None, endpoint
            is_text = answer.content_type.startswith("text/")
            assert not is_text or answer.content_type.endswith("; charset=utf-8"), (endpoint, answer.content_type)
    assert {"text/html; charset=utf-8", "text/css; charset=utf-8", "application/json", "video/mp4"} <= types
