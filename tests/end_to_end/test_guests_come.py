"""While the page of guests is open, it says who has come and who is here now (contract 4.48)."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, expect

from tests.vocabulary.own_video import OwnVideo
from tests.vocabulary.screen import DESKTOP, OpenScreen, Screen
from tests.vocabulary.visitor import Visitor

pytestmark = pytest.mark.long

Come = Callable[[str], Callable[[], None]]

HIDDEN = """(hidden) => { Object.defineProperty(document, 'visibilityState',
    { configurable: true, get: () => hidden ? 'hidden' : 'visible' });
    document.dispatchEvent(new Event('visibilitychange')); }"""


def totals(page: Page, words: str) -> None:
    expect(page.locator(".totals .count")).to_have_text(words)


def row(page: Page, name: str) -> Locator:
    return page.get_by_role("row", name=re.compile(name))


@pytest.fixture
def comes(video: OwnVideo) -> Come:
    """Lets a guest with this name enter. They stay until the returned function is called."""

    def come(name: str) -> Callable[[], None]:
        visitor = Visitor(video.guest_link)
        page = visitor.enter(name)
        assert page.is_media_page
        return lambda: visitor.leave(page)

    return come


@pytest.fixture
def guests(open_screen: OpenScreen, video: OwnVideo) -> Screen:
    """The page of guests. No one has entered yet."""
    owner = open_screen(DESKTOP)
    owner.sign_in(video.owner)
    owner.page.goto(f"{video.page}/guests")
    # Away from the button that signs in: the pointer would stand over the list.
    owner.page.mouse.move(0, 0)
    expect(owner.page.get_by_text("No one has entered yet.")).to_be_visible()
    return owner


def test_the_first_guest_and_the_next_appear_and_the_numbers_follow(guests: Screen, comes: Come) -> None:
    page = guests.page
    leaves = comes("Ada")
    totals(page, "1 guest · 1 here now")
    expect(row(page, "Ada")).to_contain_text("Here now")
    page.evaluate("window.isTheSamePage = true")
    page.get_by_role("searchbox").press_sequentially("B")
    page.get_by_role("searchbox").fill("")
    expect(row(page, "Ada")).to_be_visible()
    comes("Bob")
    totals(page, "2 guests · 2 here now")
    expect(page.locator(".guests tbody tr")).to_have_count(2)
    expect(page.locator(".guests tbody tr").first).to_contain_text("bob@example.com")
    expect(page.locator(".guests tbody tr.fresh")).to_have_count(1)
    expect(page.locator(".searching [role=status]")).to_have_text("1 new guest.")
    expect(page.locator(".news")).to_be_hidden()
    leaves()
    totals(page, "2 guests · 1 here now")
    expect(row(page, "Ada")).not_to_contain_text("Here now")
    assert page.evaluate("window.isTheSamePage"), "nothing was reloaded"


def test_while_the_owner_is_in_the_list_a_line_says_who_has_come(guests: Screen, comes: Come) -> None:
    page = guests.page
    comes("Ada")
    row(page, "Ada").get_by_role("link", name="Remove guest: Ada").focus()
    before = row(page, "Ada").bounding_box()
    comes("Bob")
    news = page.locator(".news")
    expect(news).to_contain_text("1 new guest.")
    totals(page, "2 guests · 2 here now")
    comes("Cleo")
    expect(news).to_contain_text("2 new guests.")
    expect(row(page, "Bob")).to_have_count(0)
    assert row(page, "Ada").bounding_box() == before, "nothing moves"
    guests.picture("guests-new")
    page.get_by_role("searchbox").focus()
    expect(page.locator(".guests tbody tr")).to_have_count(3)
    expect(news).to_be_hidden()


def test_who_is_not_in_what_is_shown_is_one_press_away(guests: Screen, comes: Come) -> None:
    page = guests.page
    comes("Ada")
    totals(page, "1 guest · 1 here now")
    page.get_by_role("searchbox").fill("ada")
    expect(page).to_have_url(re.compile(r"\?q=ada$"))
    comes("Bob")
    expect(page.locator(".news")).to_contain_text("1 new guest.")
    expect(page.get_by_role("searchbox")).to_have_value("ada")
    page.get_by_role("link", name="Show", exact=True).click()
    expect(page).to_have_url(re.compile(r"/guests$"))
    expect(page.locator(".guests tbody tr").first).to_contain_text("bob@example.com")
    page.goto(f"{page.url}?status=here")
    expect(page.locator(".guests tbody tr")).to_have_count(2)
    page.goto(page.url.replace("status=here", "q=nobody"))
    comes("Nobody")
    expect(row(page, "Nobody")).to_be_visible()


def test_a_page_that_nobody_sees_asks_nothing_and_looks_at_once_when_it_is_seen_again(
    guests: Screen, comes: Come
) -> None:
    page = guests.page
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.evaluate(HIDDEN, True)
    page.on("request", note)
    comes("Ada")
    page.wait_for_timeout(11_000)
    assert asked == []
    with page.expect_request("**/guests"):
        page.evaluate(HIDDEN, False)
    expect(row(page, "Ada")).to_be_visible()
