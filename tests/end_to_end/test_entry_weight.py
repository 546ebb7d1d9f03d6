"""The entry page is light: less than 30 kB with everything it loads (contract 11.68), all of it from this site."""

import pytest
from playwright.sync_api import Response

from tests.vocabulary.screen import OpenScreen
from tests.vocabulary.tree import Tree

LARGEST = 30_000


@pytest.fixture
def tree(shared_tree: Tree) -> Tree:
    return shared_tree


def over_the_wire(answer: Response) -> int:
    """Compressed, and with the headers."""
    sizes = answer.request.sizes()
    return sizes["responseBodySize"] + sizes["responseHeadersSize"]


def test_the_entry_page_is_below_30_kb_without_any_third_party(tree: Tree, open_screen: OpenScreen) -> None:
    guest = open_screen()
    answers: list[Response] = []
    # A lambda, because Playwright sets an attribute on the function, which `append` does not allow.
    guest.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108
    guest.page.goto(tree.guest_link, wait_until="networkidle")
    sizes = {answer.url: over_the_wire(answer) for answer in answers}
    assert len(sizes) >= 3, sizes
    assert all(url.startswith(tree.address) for url in sizes)
    assert sum(sizes.values()) < LARGEST, sizes
    paint = guest.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    # Only printed: the time on a shared machine proves nothing.
    print(f"entry page: {sum(sizes.values())} bytes in {len(sizes)} answers, first paint after {paint:.0f} ms")  # noqa: T201
