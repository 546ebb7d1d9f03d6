"""Somebody who tries Guestlink looks at every page of the demo within the first minutes."""

from playwright.sync_api import expect

from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.people import Owner


def tell(journey: Journey) -> None:
    tree = journey.site.tree
    owner = journey.somebody_with_an_account()
    # The stream of the demo may not have started yet. The page tries again.
    owner.screen.may_refuse = "/live/index.m3u8"
    owner.signs_in(tree)
    titles = owner.page.locator(".media-list .media-title").all_inner_texts()
    assert len(titles) >= 3
    for title in titles:
        _looks_at(journey, owner, title)
    owner.press("All links", within=owner.page.locator(".site-nav"))
    owner.arrives_at("All links")
    expect(owner.page.locator("tbody tr").first).to_be_visible()
    for address in (tree.guest_link, tree.live_link, tree.link_to("room")):
        guest = journey.guest()
        guest.go_to(address)
        expect(guest.field("Your name")).to_be_visible()
        guest.look_around()


def _looks_at(journey: Journey, owner: Owner, title: str) -> None:
    owner.go_to(f"{journey.site.address}/media")
    owner.opens_media(title)
    owner.manages_guest_access()
    owner.press("Guests of link: %(name)s")
    owner.arrives_at("Guests of %(name)s")
