"""What a guest sees of a recording that is being prepared (contract 8.55), and of sound alone (contract 8.59)."""

import json
import re

from models.links import listing
from models.plumbing import database
from tests.vocabulary.site import Guest, Guests, Site, now
from tests.vocabulary.unprepared import fail, succeed, unprepared


def state_of(page: str) -> str:
    found = re.search(r'<div class="recording [^>]*data-state="(\w+)"', page)
    assert found
    return found[1]


def shown(page: str) -> str:
    """The words of the parts that are not hidden."""
    curtain = page[page.index('<div class="curtain"') :].partition('<p class="visually-hidden"')[0]
    visible = re.sub(r"<(p|div)[^>]*hidden[^>]*>.*?</\1>", "", curtain, flags=re.DOTALL)
    return " ".join(re.sub(r"<[^>]+>", " ", visible).split())


def entered(site: Site, guest: Guests, media_id: int) -> Guest:
    visitor = guest(site.link(media_id))
    assert visitor.enter().status_code == 303
    return visitor


def prepared(visitor: Guest, visit: str) -> dict[str, object]:
    """What a sign of life is answered about the recording."""
    answer: dict[str, object] = json.loads(visitor.client.post(f"{visit}/alive").text)["prepared"]
    return answer


def test_guests_enter_as_usual_and_read_how_far_it_is(site: Site, guest: Guests) -> None:
    media_id = unprepared(site)
    visitor = guest(site.link(media_id))
    assert "invites you to watch" in visitor.client.get(visitor.address).text
    assert visitor.enter().status_code == 303
    page = visitor.client.get(visitor.address).text
    assert state_of(page) == "preparing"
    assert "Being prepared, 40 %" in shown(page)
    assert "Reload this page in a moment." in shown(page), "for browsers without script"
    assert "<source" not in page
    with database.reading() as db:
        [link] = listing.links_of(db, media_id, now=now())
    assert link.status == "active"


def test_a_sign_of_life_tells_how_far_it_is_and_what_to_play(site: Site, guest: Guests) -> None:
    media_id = unprepared(site)
    visitor = entered(site, guest, media_id)
    visit = visitor.watch()

    assert prepared(visitor, visit) == {"state": "preparing", "progress": 40, "failed": False, "file": None}
    assert visitor.client.get(f"{visit}/video").status_code == 403, "the uploaded file is for its owner"
    fail(media_id)
    assert prepared(visitor, visit) == {"state": "failed", "progress": None, "failed": True, "file": None}
    succeed(media_id)
    after = prepared(visitor, visit)
    assert (after["state"], after["progress"], after["failed"]) == ("ready", None, False)
    assert visitor.client.get(f"{visit}/video?file={after['file']}").data == b"9876543210"


def test_after_a_failure_guests_read_that_the_owner_knows(site: Site, guest: Guests) -> None:
    media_id = unprepared(site)
    fail(media_id)
    visitor = entered(site, guest, media_id)
    page = visitor.client.get(visitor.address).text
    assert state_of(page) == "failed"
    assert shown(page) == "This recording cannot be shown. The owner has been told."
    assert "encrypted" not in page


def test_the_file_that_every_browser_plays_comes_first(site: Site, guest: Guests) -> None:
    webm = 'video/webm; codecs="vp8, opus"'
    media_id = unprepared(site, shown_as=webm)
    visitor = entered(site, guest, media_id)
    page = visitor.client.get(visitor.address).text
    assert state_of(page) == "ready"
    assert 'data-progress="40"' in page, "a browser that cannot play it waits"
    first = prepared(visitor, visitor.watch())["file"]
    succeed(media_id)
    page = visitor.client.get(visitor.address).text
    assert re.findall(r'<source [^>]*type="([^"]+)"', page) == ["video/mp4", "video/webm; codecs=&#34;vp8, opus&#34;"]
    assert prepared(visitor, visitor.watch())["file"] != first


def test_sound_alone_is_listened_to(site: Site, guest: Guests) -> None:
    media_id = site.media(kind="audio")
    visitor = guest(site.link(media_id))
    entry = visitor.client.get(visitor.address).text
    assert "Audio recording" in entry
    assert "invites you to listen to" in entry
    assert "Continue to the recording" in entry
    visitor.enter()
    page = visitor.client.get(visitor.address).text
    assert "Listening as" in page
    assert re.search(r'<div class="recording audio" [^>]*data-state="ready"', page)
    visit = visitor.watch()
    assert "Listen again" in visitor.client.post(f"{visit}/leave").text
