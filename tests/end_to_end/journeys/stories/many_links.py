"""An owner with many media finds one of them, ends several links at once, and deletes them."""

import re

from playwright.sync_api import expect

from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.people import Owner

# With these and the film, *My media* has two pages.
ROOMS = [f"Room {number:02}" for number in range(23)] + ["Über den Árbol"]


def tell(journey: Journey) -> None:
    person = journey.site.person()
    for name in ROOMS:
        journey.site.add_room(person, name)
    owner, title = journey.owner(person)
    cards = owner.page.locator(".media-list li")
    expect(cards).to_have_count(24)
    owner.press("Next page")
    expect(cards).to_have_count(1)
    owner.arrives_at("My media")
    owner.searches("ARBOL")
    expect(cards).to_have_count(1)
    expect(cards).to_contain_text("Über den Árbol")
    owner.searches("")
    expect(cards).to_have_count(24)
    owner.filters("Video")
    expect(cards).to_have_count(1)
    expect(cards).to_contain_text(title)
    owner.look_around()
    for name in ("Room 03", "Room 05", "Room 08"):
        _invites_to(journey, owner, name)
    _ends_two(owner)
    _deletes_them(owner)


def _invites_to(journey: Journey, owner: Owner, name: str) -> None:
    owner.go_to(f"{journey.site.address}/media")
    owner.press("Invite guests: %(title)s", title=name)
    owner.arrives_at("Invite guests")
    owner.takes_the_address()


def _ends_two(owner: Owner) -> None:
    owner.press("All links", within=owner.page.locator(".site-nav"))
    owner.arrives_at("All links")
    rows = owner.page.locator("tbody tr")
    expect(rows).to_have_count(3)
    _chooses(owner, "Room 03", "Room 08")
    if owner.has_script:
        owner.sees("%(number)s links chosen", number="2")
    owner.press("End now")
    owner.arrives_at("End %(num)s links now?", num="2")
    owner.press("End now")
    owner.sees("%(num)s links have ended.", num="2")
    owner.arrives_at("All links")
    for name, status in (("Room 03", "Expired"), ("Room 05", "Active"), ("Room 08", "Expired")):
        owner.sees(status, within=rows.filter(has_text=name))
    owner.filters("Expired")
    expect(rows).to_have_count(2)
    owner.searches("room 08")
    expect(rows).to_have_count(1)
    expect(owner.page).to_have_url(re.compile("status=expired"))
    owner.look_around()


def _chooses(owner: Owner, *names: str) -> None:
    for name in names:
        owner.hands.tick(owner.page.locator("tbody tr").filter(has_text=name).get_by_role("checkbox"))


def _deletes_them(owner: Owner) -> None:
    """They are listed under the same filter still."""
    owner.searches("")
    expect(owner.page.locator("tbody tr")).to_have_count(2)
    _chooses(owner, "Room 03", "Room 08")
    owner.press("Delete")
    owner.arrives_at("Delete %(num)s links?", num="2")
    owner.press("Delete")
    owner.sees("%(num)s links were deleted.", num="2")
    owner.arrives_at("Nothing found")
