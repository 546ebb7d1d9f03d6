"""An owner with one film has a guest's address after two presses, and a guest watches."""

from pathlib import Path

from tests.end_to_end.journeys.journey import Journey


def tell(journey: Journey) -> None:
    owner, title = journey.owner()
    owner.opens_media(title)
    address = owner.invites()
    assert title in owner.page.locator("#invitation").input_value()
    assert address in owner.page.locator("#invitation").input_value()
    assert owner.page.locator("figure img").evaluate("image => image.decode().then(() => image.naturalWidth)") > 0
    for kind, start in (("SVG", b"<?xml"), ("PNG", b"\x89PNG")):
        with owner.page.expect_download() as download:
            owner.press("Save as %(kind)s", kind=kind)
        assert Path(download.value.path()).read_bytes().startswith(start), kind
    guest = journey.guest()
    guest.opens(address)
    guest.enters("Dana")
    guest.plays()
    # The card of My media leads to the same link.
    owner.go_to(f"{journey.site.address}/media")
    owner.arrives_at("My media")
    owner.press("Invite guests: %(title)s", title=title)
    owner.arrives_at("Invite guests")
    assert owner.takes_the_address() == address
