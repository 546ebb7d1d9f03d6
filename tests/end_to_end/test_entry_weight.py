"""The entry page is light: below 30 kB in all, and nobody else is asked for anything."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Response

from tests.vocabulary.screen import Screen
from tests.vocabulary.tree import Tree

LARGEST = 30_000


@pytest.fixture
def tree(standing: Tree) -> Tree:
    return standing


def test_the_entry_page_is_below_30_kb_without_any_third_party(tree: Tree, opening: Callable[..., Screen]) -> None:
    guest = opening()
    answers: list[Response] = []
    guest.page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 (Playwright marks what it is given)
    guest.page.goto(tree.guest_link, wait_until="networkidle")
    sizes = {answer.url: len(answer.body()) for answer in answers}
    assert len(sizes) >= 3, sizes
    assert all(url.startswith(tree.address) for url in sizes)
    assert sum(sizes.values()) < LARGEST, sizes
    paint = guest.page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
    # Said, not asserted: a shared machine's milliseconds are no rule.
    print(f"entry page: {sum(sizes.values())} bytes in {len(sizes)} answers, first paint after {paint:.0f} ms")  # noqa: T201
