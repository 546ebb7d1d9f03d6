"""The line of an upload: what it says of a file that is sent, and of one that cannot be used (contract 8.50)."""

import re
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from tests.end_to_end.axe import violations
from tests.vocabulary.own_video import Person
from tests.vocabulary.screen import Screen
from tests.vocabulary.sent_files import make_slow_clip, make_small_clip, set_network, wait_for_percent

pytestmark = pytest.mark.long

ADD_CARD = """path => {
  const card = document.createElement('span');
  card.className = 'state';
  card.dataset.state = path;
  document.querySelector('main').append(card);
}"""


@pytest.fixture
def page(owner: Screen, person: Person) -> Page:
    owner.page.goto(f"{person.address}/media/new")
    return owner.page


@pytest.mark.parametrize(
    ("status", "said", "then"),
    [
        (429, "Waiting for the server", "Ready"),
        (502, "Waiting for the server", "Ready"),
        (404, "You are signed out, or this was deleted.", "You are signed out, or this was deleted."),
    ],
)
def test_a_line_says_ready_only_when_the_server_has_said_so(
    owner: Screen, page: Page, tmp_path: Path, status: int, said: str, then: str
) -> None:
    good, empty = make_small_clip(tmp_path / "good.mp4"), tmp_path / "empty.mp4"
    empty.touch()
    page.route("**/media/*/state", lambda route: route.fulfill(status=status))
    # Of two, so that the browser stays on this page.
    page.get_by_label("Video or audio file").set_input_files([good, empty])
    page.get_by_role("button", name="Upload").click()
    state = page.locator(".upload-state").first
    expect(state).to_have_text(said)
    page.unroute("**/media/*/state")
    page.wait_for_timeout(3_000)
    expect(state).to_have_text(then)
    owner.complaints.clear()


def test_a_line_that_was_hidden_is_not_heard_of_any_more(owner: Screen, page: Page, tmp_path: Path) -> None:
    good, empty = make_small_clip(tmp_path / "good.mp4"), tmp_path / "empty.mp4"
    empty.touch()
    page.route("**/media/*/state", lambda route: route.fulfill(json={"state": "preparing", "progress": 10}))
    # Of two, so that the browser stays on this page.
    page.get_by_label("Video or audio file").set_input_files([good, empty])
    page.get_by_role("button", name="Upload").click()
    expect(page.locator(".upload-state").first).to_have_text("Preparing")
    page.get_by_role("button", name="Hide: good").click()
    page.unroute("**/media/*/state")
    page.wait_for_timeout(4_000)
    expect(page.locator(".uploads + [role=status]")).not_to_contain_text("Ready")


def test_what_cannot_be_used_is_told_before_it_is_sent_and_the_others_go_on(
    owner: Screen, page: Page, tmp_path: Path
) -> None:
    good, empty, pdf = make_small_clip(tmp_path / "good.mp4"), tmp_path / "empty.mp4", tmp_path / "text.mp4"
    empty.touch()
    pdf.write_bytes(b"%PDF-1.7 and more")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method) if "/uploads/" in request.url else None)
    page.get_by_label("Video or audio file").set_input_files([good, empty, pdf])
    page.get_by_label("Title of good.mp4").fill("Another title")
    page.get_by_role("button", name="Upload").click()
    lines = page.locator(".uploads li")
    expect(lines.nth(0)).to_contain_text("Ready")
    expect(lines.nth(1)).to_contain_text("This file is empty. Choose a video or audio file.")
    expect(lines.nth(2)).to_contain_text("This file holds no picture and no sound.")
    assert sent == ["POST", "PATCH"]
    assert violations(page) == []
    page.get_by_role("link", name="View: Another title").click()
    expect(owner.heading).to_have_text("Another title")


def test_one_press_on_a_line_leads_to_a_link_in_hand(owner: Screen, page: Page, tmp_path: Path) -> None:
    good, empty = make_small_clip(tmp_path / "good.mp4"), tmp_path / "empty.mp4"
    empty.touch()
    # Of two, so that the browser stays on this page.
    page.get_by_label("Video or audio file").set_input_files([good, empty])
    page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Invite guests: good").click()
    expect(page.get_by_label("Link to good")).to_have_value(re.compile("/g/"))
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_focused()
    assert not owner.complaints


def test_a_cancel_while_the_token_is_renewed_stays_a_cancel(
    owner: Screen, page: Page, tmp_path: Path, person: Person
) -> None:
    good = make_small_clip(tmp_path / "good.mp4")
    page.route("**/uploads/", lambda route: route.fulfill(status=403))
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/media/new", hold)
    page.get_by_label("Video or audio file").set_input_files(good)
    with page.expect_request("**/media/new"):
        page.get_by_role("button", name="Upload").click()
    page.get_by_role("button", name="Cancel: good").click()
    expect(page.locator(".upload-state")).to_have_text("Upload cancelled.")
    page.unroute("**/uploads/")
    answer = held[0].fetch()
    # Another token, as after a sign-in in another tab.
    held[0].fulfill(response=answer, body=re.sub(r'data-token="', 'data-token="x', answer.text()))
    page.wait_for_timeout(1_000)
    expect(page.locator(".upload-state")).to_have_text("Upload cancelled.")
    owner.complaints.clear()


def test_an_interrupted_upload_that_the_server_did_not_remove_is_offered_again(
    owner: Screen, page: Page, tmp_path: Path
) -> None:
    network = page.context.new_cdp_session(page)
    set_network(network, is_lost=False)
    page.get_by_label("Video or audio file").set_input_files(make_slow_clip(tmp_path / "slow.mp4"))
    page.get_by_role("button", name="Upload").click()
    wait_for_percent(page, 10)
    cancel = page.get_by_role("button", name="Cancel: slow")
    page.reload()
    for status in (403, 503, None):
        refuse = partial(_refuse_delete, status=status)
        page.route("**/uploads/*", refuse)
        with page.expect_request(lambda request: request.method == "DELETE"):
            cancel.click()
        expect(page.locator(".uploads")).to_be_hidden()
        page.unroute("**/uploads/*", refuse)
        page.reload()
    expect(cancel).to_be_visible()
    with page.expect_response(lambda answer: answer.request.method == "DELETE"):
        cancel.click()
    page.reload()
    expect(page.locator(".uploads")).to_be_hidden()
    owner.complaints.clear()


def _refuse_delete(route: Route, *, status: int | None) -> None:
    if route.request.method != "DELETE":
        route.continue_()
    elif status is None:
        route.abort()
    else:
        route.fulfill(status=status)


def test_nobody_asks_on_for_the_state_of_a_deleted_item(owner: Screen, person: Person) -> None:
    page = owner.page
    page.goto(f"{person.address}/media")
    for path in ("/media/999999/state", "/media/999998/state"):
        page.evaluate(ADD_CARD, path)
    page.route("**/media/999998/state", lambda route: route.fulfill(status=503))
    with page.expect_response("**/media/999998/state"):
        pass
    expect(page.locator("[data-state='/media/999999/state']")).to_have_count(0)
    expect(page.locator("[data-state='/media/999998/state']")).to_have_count(1)
    owner.complaints.clear()
