"""`guestlink media add-room`: one document, one line of refusal, no guests for channel rooms (contract 2.7, 7.8)."""

import pytest

from tests.vocabulary.site import Site
from tests.web.cli.conftest import Ran, Run

URL = "https://meet.example.org/OurRoom"


def add(site: Site, run: Run, *more: str, title: str = "Board", join: str = URL) -> Ran:
    owner = site.maker.user().email
    return run("media", "add-room", "--owner", owner, f"--title={title}", f"--join={join}", *more, "--json")


@pytest.mark.parametrize(("options", "kind"), [((), "room"), (("--channel",), "channel_room")])
def test_a_room_is_added_and_listed(site: Site, run: Run, options: tuple[str, ...], kind: str) -> None:
    added = add(site, run, *options).document
    assert (added["kind"], added["title"], added["guest_access"], added["join_url"]) == (kind, "Board", False, URL)
    (listed,) = run("media", "list", "--json").document
    assert listed == {name: value for name, value in added.items() if name != "join_url"}


def test_a_room_has_access_and_links_and_a_channel_room_never(site: Site, run: Run) -> None:
    room, channel = (add(site, run, *more).document["id"] for more in ((), ("--channel",)))
    assert run("access", "on", room, "--json").document["guest_access"] is True
    assert run("link", "create", room, "--name", "L", "--json").document["media_id"] == room
    for refused in (("access", "on", channel), ("link", "create", channel, "--name", "L")):
        assert run(*refused).refused() == "Channel rooms never have guest access."
    assert (site.state()["guest_link"], site.state()["on"]) == (1, 1)


@pytest.mark.parametrize(
    "join", ["", "meet", "javascript:alert(1)", "https://u:p@e.org/x", "https://e.org/x\ny", "\udcff"]
)
def test_an_invalid_room_address_is_refused_in_one_line(site: Site, run: Run, join: str) -> None:
    assert add(site, run, join=join).refused()
    assert site.state()["media_item"] == 0


def test_a_title_and_an_owner_are_required(site: Site, run: Run) -> None:
    assert add(site, run, title=" ").refused() == "Enter a title"
    room = ("media", "add-room", "--title", "T", "--join", URL)
    assert "There is no" in run(*room, "--owner", "nobody@example.com").refused()
    assert run(*room).code == 2
    assert site.state()["media_item"] == 0


def test_the_address_is_kept_as_browsers_read_it(site: Site, run: Run) -> None:
    assert add(site, run, join="meet.jit.si/Our Room#x").document["join_url"] == "https://meet.jit.si/Our%20Room#x"


def test_one_persons_own_way_in_needs_a_confirmation(site: Site, run: Run) -> None:
    url = "https://zoom.us/j/1?zak=x"
    refusal = add(site, run, join=url).refused()
    assert "it holds the key of the host" in refusal
    assert refusal.endswith("--personal confirms it.")
    assert site.state()["media_item"] == 0
    assert add(site, run, "--personal", join=url).document["join_url"] == url
    assert "--personal" not in add(site, run, "--personal", join="ftp://e.org/x").refused()
