"""Uploads in a real browser: several at once, and on by themselves after whatever broke them off (contract 8.50)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import CDPSession, Page, Request, expect

from tests.vocabulary.own_video import Person
from tests.vocabulary.screen import PHONE, OpenScreen, Screen
from tests.vocabulary.sent_files import MEGABYTES, make_slow_clip, make_small_clip, set_network, wait_for_percent

pytestmark = pytest.mark.long

DROP = """names => {
  const dropped = new DataTransfer();
  for (const name of names) dropped.items.add(new File(['no recording'], name));
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def film(tmp_path: Path) -> Path:
    return make_slow_clip(tmp_path / "Board_meeting-2026.mp4")


@pytest.fixture
def page(owner: Screen, person: Person) -> Page:
    owner.page.goto(f"{person.address}/media/new")
    return owner.page


@pytest.fixture
def network(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


@contextmanager
def offsets_sent(page: Page) -> Iterator[list[int]]:
    """Where each request with bytes begins."""
    offsets: list[int] = []

    def note(request: Request) -> None:
        if request.method == "PATCH":
            offsets.append(int(request.headers["upload-offset"]))

    page.on("request", note)
    yield offsets
    page.remove_listener("request", note)


def send(page: Page, film: Path) -> None:
    page.get_by_label("Video or audio file").set_input_files(film)
    expect(page.locator("[name=title]")).to_have_value("Board meeting 2026")
    page.get_by_role("button", name="Upload").click()


def test_an_upload_goes_on_by_itself_when_the_network_is_back(
    owner: Screen, page: Page, network: CDPSession, film: Path
) -> None:
    set_network(network, is_lost=False)
    with offsets_sent(page) as offsets:
        send(page, film)
        wait_for_percent(page, 20)
        expect(page.locator(".upload-state")).to_have_text(re.compile(r"^Uploading, \d+ sec left$"))
        set_network(network, is_lost=True)
        expect(page.locator(".upload-state")).to_have_text("Waiting for the network")
        set_network(network, is_lost=False)
        expect(owner.heading).to_have_text("Board meeting 2026")
    assert len(offsets) == 2
    assert offsets[1] > 3 * MEGABYTES, "what had come is not sent again"
    owner.complaints.clear()


def test_an_upload_goes_on_after_a_reload_when_the_same_file_is_chosen(
    owner: Screen, page: Page, network: CDPSession, film: Path
) -> None:
    set_network(network, is_lost=False)
    send(page, film)
    wait_for_percent(page, 20)
    page.reload()
    expect(page.locator(".upload-state")).to_have_text("Interrupted. Choose the same file again to continue.")
    with offsets_sent(page) as offsets:
        send(page, film)
        expect(owner.heading).to_have_text("Board meeting 2026")
    assert len(offsets) == 1
    assert offsets[0] > 3 * MEGABYTES
    # The browser asks before it leaves an upload.
    assert owner.complaints.pop(0) == "dialog: beforeunload"


@pytest.mark.parametrize("status", [429, 502, 503])
def test_an_unfinished_upload_is_remembered_when_the_server_does_not_answer_once(
    owner: Screen, page: Page, network: CDPSession, film: Path, status: int
) -> None:
    set_network(network, is_lost=False)
    send(page, film)
    wait_for_percent(page, 10)
    page.route("**/uploads/*", lambda route: route.fulfill(status=status))
    with page.expect_response("**/uploads/*"):
        page.reload()
    page.unroute("**/uploads/*")
    page.reload()
    expect(page.locator(".upload-state")).to_have_text("Interrupted. Choose the same file again to continue.")
    page.get_by_role("button", name="Cancel: Board meeting 2026").click()
    expect(page.locator(".uploads")).to_be_hidden()
    owner.complaints.clear()


def test_cancelling_leaves_nothing_of_an_upload(person: Person, page: Page, network: CDPSession, film: Path) -> None:
    arriving = person.tree.data / "media" / "arriving"
    before = set(arriving.glob("*"))
    set_network(network, is_lost=False)
    send(page, film)
    wait_for_percent(page, 10)
    assert set(arriving.glob("*")) - before
    page.get_by_role("button", name="Cancel: Board meeting 2026").click()
    expect(page.locator(".upload-state")).to_have_text("Upload cancelled.")
    expect(page.get_by_role("button", name="Hide: Board meeting 2026")).to_be_focused()
    page.wait_for_timeout(500)
    assert set(arriving.iterdir()) - before == set()
    page.reload()
    expect(page.locator(".uploads")).to_be_hidden()


def test_files_are_dropped_on_my_media(owner: Screen, person: Person) -> None:
    page = owner.page
    page.goto(f"{person.address}/media")
    expect(page.get_by_text("You can also drop files anywhere on this page.")).to_be_visible()
    page.evaluate(DROP, ["one_film.mp4", "two.mp4"])
    for title in ("one film", "two"):
        line = page.locator(".uploads li").filter(has_text=title)
        expect(line).to_contain_text("Nothing in this file can be played.")
        line.get_by_role("button").click()
    expect(page.locator(".uploads")).to_be_hidden()
    owner.complaints.clear()


def test_without_script_the_form_sends_the_film(open_screen: OpenScreen, person: Person, tmp_path: Path) -> None:
    clip = make_small_clip(tmp_path / "clip.mp4")
    screen = open_screen(PHONE, java_script_enabled=False)
    screen.sign_in(person)
    screen.page.goto(f"{person.address}/media/new")
    screen.page.get_by_label("Title").fill("Without script")
    screen.page.get_by_label("Video or audio file").set_input_files(clip)
    screen.page.get_by_role("button", name="Upload").click()
    expect(screen.heading).to_have_text("Without script")
