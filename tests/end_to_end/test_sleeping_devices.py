"""A laptop that has slept shows how long it still is (contract 3.49, 9.10)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import expect

from tests.vocabulary.own_video import Person, share
from tests.vocabulary.screen import PHONE, OpenScreen, Screen

pytestmark = pytest.mark.long

# Sleep stops the steady clock of a browser, but not the other one.
CAN_SLEEP = """{
  const now = Date.now.bind(Date);
  window.slept = 0;
  Date.now = () => now() + window.slept;
}"""
HOUR_MS = 3_600_000


@pytest.fixture
def guest(open_screen: OpenScreen) -> Screen:
    screen = open_screen(PHONE)
    screen.page.add_init_script(CAN_SLEEP)
    return screen


@pytest.fixture
def start() -> str:
    return (datetime.now(UTC) + timedelta(hours=3)).isoformat()


def sleep_for_an_hour(guest: Screen) -> None:
    countdown = guest.page.get_by_role("timer")
    expect(countdown).to_have_text(re.compile("^02:5"))
    guest.page.evaluate(f"window.slept = {HOUR_MS}")
    expect(countdown).to_have_text(re.compile("^01:5"))


def test_the_countdown_of_a_live_session_goes_on(guest: Screen, person: Person, start: str) -> None:
    link = share(person.tree, person.add("Soon", "add-live", "--folder", f"soon{person.id}", "--starts", start))
    guest.enter(link, "Dana")
    sleep_for_an_hour(guest)


def test_the_countdown_of_a_link_goes_on(guest: Screen, person: Person, start: str) -> None:
    room = str(person.add("Room", "add-room", "--join", "https://meet.example/room"))
    person.tree.command("access", "on", room)
    guest.page.goto(person.tree.command("link", "create", room, "--name", "Later", "--starts", start)["url"])
    sleep_for_an_hour(guest)
