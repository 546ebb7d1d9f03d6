"""Uploads in a real browser: several at once, and on by themselves after whatever broke them off (contract 8.50)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import CDPSession, Page, Request, expect

from tests.vocabulary.clips import make_clip
from tests.vocabulary.own_video import Person
from tests.vocabulary.screen import PHONE, OpenScreen, Screen

pytestmark = pytest.mark.long

MEGABYTES = 1024**2
SPEED = 3 * MEGABYTES
DROP = """names => {
  const dropped = new DataTransfer();
  for (const name of names) dropped.items.add(new File(['no recording'], name));
  document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: dropped, bubbles: true, cancelable: true }));
}"""


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film that takes ten seconds. What is behind its end says that it is free space."""
    file = tmp_path / "Board_meeting-2026.mp4"
    make_clip(file, seconds=1, width=160, height=90)
    with file.open("ab") as end:
        end.write((30 * MEGABYTES).to_bytes(4) + b"free" + bytes(30 * MEGABYTES - 8))
    return file


@pytest.fixture
def page(owner: Screen, person: Person) -> Page:
    owner.page.goto(f"{person.address}/media/new")
    return owner.page


@pytest.fixture
def network(page: Page) -> CDPSession:
    return page.context.new_cdp_session(page)


def set_network(network: CDPSession, *, is_lost: bool) -> None:
    network.send("Network.enable")
    limits = {"latency": 0, "downloadThroughput": -1, "uploadThroughput": SPEED}
    network.send("Network.emulateNetworkConditions", {"offline": is_lost, **limits})


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


def wait_for_percent(page: Page, least: int) -> None:
    page.wait_for_function("least => parseInt(document.querySelector('.percent')?.textContent) >= least", arg=least)


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
    good, empty = tmp_path / "good.mp4", tmp_path / "empty.mp4"
    make_clip(good, seconds=1, width=160, height=90)
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


def test_what_cannot_be_used_is_told_before_it_is_sent_and_the_others_go_on(
    owner: Screen, page: Page, tmp_path: Path
) -> None:
    good, empty, pdf = tmp_path / "good.mp4", tmp_path / "empty.mp4", tmp_path / "text.mp4"
    make_clip(good, seconds=1, width=160, height=90)
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
    results = Axe().run(page).response
    assert [violation["id"] for violation in results["violations"]] == []
    page.get_by_role("link", name="View: Another title").click()
    expect(owner.heading).to_have_text("Another title")


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
    clip = tmp_path / "clip.mp4"
    make_clip(clip, seconds=1, width=160, height=90)
    screen = open_screen(PHONE, java_script_enabled=False)
    screen.sign_in(person)
    screen.page.goto(f"{person.address}/media/new")
    screen.page.get_by_label("Title").fill("Without script")
    screen.page.get_by_label("Video or audio file").set_input_files(clip)
    screen.page.get_by_role("button", name="Upload").click()
    expect(screen.heading).to_have_text("Without script")
