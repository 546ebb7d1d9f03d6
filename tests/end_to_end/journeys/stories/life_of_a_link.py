"""An owner edits a link, ends it while a guest watches, gives it a later end, removes a guest, replaces the film under
the same link, makes another link that starts later, and at last ends all of them at once."""

from pathlib import Path

import pytest

from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.people import Guest, Owner

START = "2031-12-30T18:05"


def tell(journey: Journey) -> None:
    owner, title = journey.owner()
    owner.opens_media(title)
    address = owner.invites()
    guest = journey.guest()
    guest.opens(address)
    guest.enters("Dana")
    guest.plays()
    owner.press("Manage")
    owner.arrives_at("Manage guest access")
    owner.press("Edit link: %(name)s")
    owner.arrives_at("Edit link")
    owner.write("Link name", "For the choir")
    owner.write("# of clicks", "5")
    owner.press("+%(num)s days", num="7")
    owner.saves_a_link()
    owner.sees("%(done)s of %(limit)s", within=owner.row("For the choir"), done="1", limit="5")
    _ends_it_and_lets_it_live_again(owner, guest)
    guest.load_again()
    guest.opens(address)
    guest.enters("Dana")
    _removes(owner, guest, title)
    _replaces_the_film(owner, guest, journey.site.portrait)
    _makes_a_later_link(journey, owner, title)
    _turns_off_and_ends(owner, guest)


def _ends_it_and_lets_it_live_again(owner: Owner, guest: Guest) -> None:
    guest.will_be_stopped()
    owner.press("More for link: %(name)s", name="For the choir")
    owner.press("End now: %(name)s", name="For the choir")
    owner.arrives_at("End this link now?")
    owner.sees("%(num)s guest is watching. Their page stops within seconds.", num="1")
    owner.press("End now")
    owner.arrives_at("Manage guest access")
    owner.sees("Expired", within=owner.row("For the choir"))
    guest.stops_at("This link has ended.")
    owner.press("Edit link: %(name)s", name="For the choir")
    owner.arrives_at("Edit link")
    owner.press("+%(num)s day", num="1")
    owner.saves_a_link()
    owner.sees("Active", within=owner.row("For the choir"))


def _removes(owner: Owner, guest: Guest, title: str) -> None:
    guest.will_be_stopped()
    owner.press("All guests")
    owner.arrives_at("Guests")
    owner.press("Remove guest: %(name)s", name="Dana")
    owner.arrives_at("Remove this guest?")
    owner.press("Remove")
    owner.arrives_at("Guests")
    owner.sees("Removed", within=owner.row("Dana"))
    guest.stops_at("%(owner)s invites you to watch %(title)s")
    owner.follows(title)
    owner.arrives(owner.page.get_by_role("heading", name=title, exact=True))


def _replaces_the_film(owner: Owner, guest: Guest, film: Path) -> None:
    """Under the same link. The new one is taller than wide, and all of it is on the screen."""
    owner.edits_media()
    owner.press("Replace file")
    owner.arrives_at("Replace file")
    owner.hands.choose_file(owner.page.locator("[type=file]"), film)
    owner.press("Upload")
    owner.sees("The file was replaced.")
    guest.enters("Dana")
    guest.plays()
    width, height = guest.size()
    assert height <= guest.page.evaluate("innerHeight")
    # Without script, the picture stands in the middle of a player as wide as the page.
    assert not guest.has_script or width / height == pytest.approx(9 / 16, abs=0.02)


def _makes_a_later_link(journey: Journey, owner: Owner, title: str) -> None:
    owner.manages_guest_access()
    owner.press("Create new link")
    owner.arrives_at("Create new link")
    owner.write("Link name", "Later")
    owner.press("More options")
    owner.writes_a_time("Start", START)
    owner.press("Create")
    owner.arrives_at("Manage guest access")
    owner.sees("Not started", within=owner.row("Later"))
    early = journey.guest()
    early.go_to(owner.row("Later").locator("input.address").input_value())
    early.arrives_at("This link has not started yet")


def _turns_off_and_ends(owner: Owner, guest: Guest) -> None:
    guest.will_be_stopped()
    owner.press("Enable guest access")
    owner.arrives_at("Turn off guest access?")
    owner.press("Turn off and end now")
    owner.arrives_at("Manage guest access")
    guest.stops_at("This link is turned off")
