"""Files that the browser cannot read: they were moved, have changed, or are folders (contract 8.50)."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.vocabulary.own_video import Person
from tests.vocabulary.screen import Screen
from tests.vocabulary.sent_files import drop, make_slow_clip, make_small_clip, set_network, wait_for_percent
from tests.vocabulary.waiting import wait_until

pytestmark = pytest.mark.long

SAID = (
    "This cannot be read. If it is a folder, choose the files in it. If the file was moved or changed, choose it again."
)


@pytest.fixture
def page(owner: Screen, person: Person) -> Page:
    owner.page.goto(f"{person.address}/media/new")
    return owner.page


def test_files_that_are_gone_are_told_and_do_not_hold_up_the_others(page: Page, tmp_path: Path) -> None:
    # As many as are sent at once.
    gone = [make_small_clip(tmp_path / f"gone {number}.mp4") for number in range(3)]
    page.get_by_label("Video or audio file").set_input_files([*gone, make_small_clip(tmp_path / "good.mp4")])
    for file in gone:
        file.unlink()
    page.get_by_role("button", name="Upload").click()
    states = page.locator(".upload-state")
    expect(states).to_have_text([SAID, SAID, SAID, "Ready"])
    page.get_by_role("button", name="Hide: gone 0").click()
    expect(states).to_have_count(3)


def test_a_folder_that_is_dropped_on_my_media_is_told(page: Page, person: Person, tmp_path: Path) -> None:
    page.goto(f"{person.address}/media")
    expect(page.get_by_text("You can also drop files anywhere on this page.")).to_be_visible()
    drop(page, tmp_path)
    expect(page.locator(".upload-state")).to_have_text(SAID)


def test_a_file_that_changes_while_it_is_sent_is_told_and_nothing_of_it_stays(
    owner: Screen, person: Person, page: Page, tmp_path: Path
) -> None:
    arriving = person.tree.data / "media" / "arriving"
    before = set(arriving.glob("*"))
    network = page.context.new_cdp_session(page)
    set_network(network, is_lost=False)
    film = make_slow_clip(tmp_path / "film.mp4")
    page.get_by_label("Video or audio file").set_input_files(film)
    page.get_by_role("button", name="Upload").click()
    wait_for_percent(page, 20)
    set_network(network, is_lost=True)
    expect(page.locator(".upload-state")).to_have_text("Waiting for the network")
    with film.open("ab") as end:
        end.write(b"more")
    set_network(network, is_lost=False)
    expect(page.locator(".upload-state")).to_have_text(SAID)
    wait_until("nothing of it stays", lambda: set(arriving.glob("*")) <= before)
    owner.complaints.clear()
