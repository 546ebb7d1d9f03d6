"""On every width each page is whole, *Copy* moves nothing, and each language is one press away."""

from playwright.sync_api import expect

from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.people import Owner
from tests.end_to_end.journeys.somebody import Somebody

WIDTHS = (320, 834, 1440)
# Of all controls of a table, seen from its corner: the window may scroll.
PLACES = """table => [...table.querySelectorAll('a, button, summary')].map((control) => {
  const [from, { x, y, width, height }] = [table.getBoundingClientRect(), control.getBoundingClientRect()];
  return [x - from.x, y - from.y, width, height].map(Math.round);
})"""
NATIVE = {"en": ("English", "ltr"), "es": ("Español", "ltr"), "he": ("עברית", "rtl")}


def tell(journey: Journey) -> None:
    owner, title = journey.owner()
    owner.opens_media(title)
    address = owner.invites()
    guest = journey.guest()
    for width in WIDTHS:
        for somebody in (owner, guest):
            somebody.page.set_viewport_size({"width": width, "height": 800})
        owner.go_to(f"{journey.site.address}/media")
        owner.opens_media(title)
        owner.manages_guest_access()
        _the_rows_are_whole(owner, width)
        if owner.has_script:
            _copy_moves_nothing(owner)
        owner.go_to(f"{journey.site.address}/links")
        owner.arrives_at("All links")
        guest.opens(address)
    _reads_other_languages(guest)
    _reads_other_languages(owner)


def _the_rows_are_whole(owner: Owner, width: int) -> None:
    for row in owner.here.locator("tbody tr").all():
        box = row.bounding_box()
        assert box is not None
        assert 0 <= box["x"] <= box["x"] + box["width"] <= width, box
        assert width < 834 or box["height"] <= 180, box


def _copy_moves_nothing(owner: Owner) -> None:
    rows = owner.here.locator("tbody")
    before = rows.evaluate(PLACES)
    owner.press("Copy link: %(name)s")
    expect(rows.locator("[data-words]").first).to_have_text(owner.says("Copied"))
    assert rows.evaluate(PLACES) == before


def _reads_other_languages(somebody: Somebody) -> None:
    for code, (name, direction) in NATIVE.items():
        somebody.hands.press(somebody.page.get_by_role("button", name=name, exact=True))
        expect(somebody.page.locator(f"html[lang={code}][dir={direction}]")).to_have_count(1)
        somebody.look_around()
