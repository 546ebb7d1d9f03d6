"""A double click on the button of a form sends it once. The server alone would add two rooms."""

import pytest
from playwright.sync_api import expect

from tests.vocabulary.own_video import Person
from tests.vocabulary.screen import DESKTOP, OpenScreen

pytestmark = pytest.mark.long


def test_a_double_click_makes_one_room(person: Person, open_screen: OpenScreen) -> None:
    owner = open_screen(DESKTOP)
    owner.sign_in(person)
    page = owner.page
    page.goto(f"{person.address}/media/new-room")
    page.get_by_label("Title").fill("The only board")
    page.get_by_label("Address of the room").fill("https://meet.example.org/OurRoom")
    page.get_by_role("button", name="Add").dblclick()
    expect(owner.heading).to_have_text("The only board")
    rooms = [item["title"] for item in person.tree.command("media", "list") if item["title"] == "The only board"]
    assert rooms == ["The only board"]
    # A form that is opened again adds another room.
    page.goto(f"{person.address}/media/new-room")
    page.get_by_label("Title").fill("Another board")
    page.get_by_label("Address of the room").fill("https://meet.example.org/Other")
    page.get_by_role("button", name="Add").click()
    expect(owner.heading).to_have_text("Another board")
