"""From a fresh sign-in with one video, two presses put a guest's address on the clipboard (contract 4.46)."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.end_to_end.pages import ON_PHONE_AND_DESKTOP
from tests.vocabulary.own_video import Person
from tests.vocabulary.screen import OpenScreen, Screen, Size

pytestmark = pytest.mark.long

TITLE = "Summer film"
# What a person does with a mouse, a finger or the Enter key; not what a script does.
NOTE_PRESSES = "addEventListener('click', (event) => { if (event.isTrusted) pressed(); }, { capture: true });"


def note_presses(screen: Screen) -> list[str]:
    """Fills with the address of the page at each press, from now on."""
    presses: list[str] = []
    screen.page.expose_function("pressed", lambda: presses.append(screen.page.url))
    screen.page.add_init_script(NOTE_PRESSES)
    screen.page.evaluate(NOTE_PRESSES)
    return presses


@ON_PHONE_AND_DESKTOP
def test_two_presses_from_my_media_put_an_address_on_the_clipboard_by_which_a_guest_enters(
    size: Size, person: Person, demo_data: Path, open_screen: OpenScreen
) -> None:
    [clip] = (demo_data / "media").glob("*.mp4")
    media_id = str(person.add(TITLE, "add", str(clip)))
    assert person.tree.command("link", "list", media_id) == []
    owner = open_screen(size)
    owner.sign_in(person)
    expect(owner.heading).to_have_text("My media")
    # Below it stands what others share with everybody.
    expect(owner.page.locator(".media-list").first.locator("li")).to_have_count(1)
    presses = note_presses(owner)
    owner.page.get_by_role("button", name=f"Invite guests: {TITLE}").click()
    copy = owner.page.get_by_role("button", name="Copy", exact=True)
    expect(copy).to_be_focused()
    copy.click()
    expect(owner.page.get_by_role("button", name="Copied", exact=True)).to_be_visible()
    assert len(presses) == 2, presses
    owner.picture("first-invitation")
    [link] = person.tree.command("link", "list", media_id)
    address = owner.page.evaluate("navigator.clipboard.readText()")
    assert (address, link["status"]) == (link["url"], "active")
    guest = open_screen(size)
    guest.enter(address, "Dana")
    expect(guest.heading).to_have_text(TITLE)
