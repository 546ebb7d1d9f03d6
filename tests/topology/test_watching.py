"""A guest in a real browser, through nginx: access is turned off while the guest watches."""

import json
from urllib.parse import urlsplit

from playwright.sync_api import Response, expect

from tests.topology.native import Topology
from tests.topology.sharing import Shared
from tests.vocabulary.screen import OpenScreen


def test_after_access_is_off_a_guest_watches_on_until_the_page_is_loaded_again(
    site: Topology, shared: Shared, open_screen: OpenScreen
) -> None:
    screen = open_screen()
    media: list[Response] = []

    def note(answer: Response) -> None:
        if urlsplit(answer.url).path.endswith("/video"):
            media.append(answer)

    screen.page.on("response", note)
    screen.enter(shared.link, "Dana")
    screen.play()
    screen.play(at=0.7)
    assert media
    assert {answer.status for answer in media} <= {200, 206}
    assert {answer.headers["server"] for answer in media} == {"nginx"}
    sent = [json.loads(line) for line in site.log("nginx").splitlines() if "/g/*/v/*/video" in line]
    assert any(line["bytes"] > 100_000 for line in sent)
    site.run("access", "off", shared.media)
    screen.play(at=0.1)
    assert screen.status_of_bytes(5) == 206, "a connected guest plays on"
    screen.page.goto(shared.link)
    expect(screen.page.locator("video")).to_have_count(0)
    expect(screen.heading).to_have_text("This link is turned off")
    assert shared.visitor().load().status == 410
