"""The entry page is light: less than 30 kB with everything it loads, all of it from this site (contract 11.68). How
soon it is seen on a slow line is in facts 202."""

from typing import NamedTuple

import pytest
from playwright.sync_api import Response

from tests.end_to_end.entry_pages import dress, links_by_kind
from tests.end_to_end.pages import press
from tests.vocabulary.screen import OpenScreen, Screen
from tests.vocabulary.tree import Tree

pytestmark = pytest.mark.long

LARGEST = 30_000
KINDS = {"video", "audio", "live", "room"}


class Page(NamedTuple):
    kind: str
    language: str
    is_dressed: bool
    is_refused: bool


# The bytes of each answer, by its address.
Sizes = dict[str, int]


def weigh(screen: Screen, act: str) -> Sizes:
    """As it comes over the wire: compressed, and with its headers. `act`: an address to open, or a button to press. The
    site's own logo is not counted."""
    answers: list[Response] = []

    def note(answer: Response) -> None:
        answers.append(answer)

    screen.page.on("response", note)
    if act.startswith("http"):
        screen.page.goto(act)
    else:
        press(screen.page, act)
    screen.page.wait_for_load_state("networkidle")
    screen.page.remove_listener("response", note)
    sizes = {answer.url: answer.request.sizes() for answer in answers if "/logo-" not in answer.url}
    return {url: each["responseBodySize"] + each["responseHeadersSize"] for url, each in sizes.items()}


def weights(open_screen: OpenScreen, links: dict[str, str], *, is_dressed: bool) -> dict[Page, Sizes]:
    """Of each entry page, and of the page after its form was refused, each with all that it loads."""
    found = {}
    for kind, link in links.items():
        for language in ("en", "he"):
            guest = open_screen(locale=language)
            # As for somebody who has never been here, also after the form was sent.
            session = guest.page.context.new_cdp_session(guest.page)
            session.send("Network.setCacheDisabled", {"cacheDisabled": True})
            fresh, refused = weigh(guest, link), weigh(guest, "main button.primary")
            found[Page(kind, language, is_dressed, False)] = fresh
            # The browser has kept some in its memory, and says that they took nothing.
            whole = {url: max(size, fresh.get(url, 0)) for url, size in refused.items()}
            found[Page(kind, language, is_dressed, True)] = whole
            assert guest.page.locator(".error-summary").count() == 1
    return found


def test_the_entry_page_is_below_30_kb_whatever_it_shows(tree: Tree, open_screen: OpenScreen) -> None:
    links = links_by_kind(tree)
    assert links.keys() == KINDS
    found = weights(open_screen, links, is_dressed=False)
    dress(tree, open_screen())
    found |= weights(open_screen, links, is_dressed=True)
    for page, sizes in found.items():
        assert len(sizes) >= 5 + page.is_dressed, (page, sizes)
        assert all(url.startswith(tree.address) for url in sizes), (page, sizes)
    totals = {page: sum(sizes.values()) for page, sizes in found.items()}
    print(f"entry pages: {min(totals.values())} to {max(totals.values())} bytes")  # noqa: T201
    assert {page: total for page, total in totals.items() if total >= LARGEST} == {}
