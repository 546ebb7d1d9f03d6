"""A guest types carelessly, watches, leaves, comes back, and goes on; somebody else begins anew; and a third is there
when a live session starts."""

import uuid
from pathlib import Path

from playwright.sync_api import expect

from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.people import Guest, Owner

EDGE = "field => getComputedStyle(field).borderTopColor"
CAPTIONS = "WEBVTT\n\n00:00.000 --> 00:20.000\nHola\n"
CHOOSE = """video => {
  for (const track of video.textTracks) track.mode = track.language === 'es' ? 'showing' : 'disabled';
}"""
ARE_CAPTIONS_SHOWN = """() => [...document.querySelector('video').textTracks]
  .some(({ language, mode }) => language === 'es' && mode === 'showing')"""


def tell(journey: Journey) -> None:
    owner, title = journey.owner()
    owner.opens_media(title)
    address = owner.invites()
    owner.go_to(f"{journey.site.address}/media")
    owner.opens_media(title)
    _adds_captions(owner, journey.site.tree.data / "captions.vtt")
    guest = journey.guest()
    guest.opens(address)
    _types_carelessly(guest)
    guest.enters("Dana")
    guest.plays()
    _leaves_and_goes_on(guest)
    _somebody_else_begins_anew(guest)
    title = f"Live {uuid.uuid4().hex[:8]}"
    journey.afterwards.enter_context(journey.site.live_session(title))
    _is_there_at_the_start(journey, title)


def _adds_captions(owner: Owner, file: Path) -> None:
    file.write_text(CAPTIONS)
    owner.edits_media()
    section = owner.page.locator("#captions")
    owner.hands.choose(section.locator("select"), "es")
    owner.hands.choose_file(section.locator("[type=file]"), file)
    owner.press("Upload captions")
    owner.sees("Captions saved: %(language)s")
    owner.arrives_at("Edit")


def _types_carelessly(guest: Guest) -> None:
    plain = guest.field("Your name").evaluate(EDGE)
    guest.writes_who_they_are("", "dana")
    guest.sees("Please check what you entered")
    expect(guest.page.locator(".error-summary")).to_be_focused()
    for label, words in (
        ("Your name", "Enter your name"),
        ("Your email", "Enter an email address in the correct format, like name@example.com"),
    ):
        field = guest.field(label)
        assert field.evaluate(EDGE) != plain
        expect(field).to_have_attribute("aria-invalid", "true")
        expect(guest.page.locator(".error").filter(has_text=guest.says(words))).to_have_count(1)
    expect(guest.field("Your email")).to_have_value("dana")
    guest.look_around()
    guest.writes_who_they_are("Dana", "dana")
    # Only one is wrong: its field has the focus, and there is no summary.
    expect(guest.field("Your email")).to_be_focused()
    expect(guest.page.locator(".error-summary")).to_have_count(0)
    expect(guest.field("Your name")).to_have_value("Dana")


def _leaves_and_goes_on(guest: Guest) -> None:
    video = guest.page.locator("video")
    if guest.has_script:
        # What a browser chooses by itself, in the first second, is nobody's choice.
        guest.wait_until_it_plays(1)
        # The menu of captions is the browser's own.
        video.evaluate(CHOOSE)
    guest.hands.play(video)  # which pauses it
    stopped = guest.place()
    guest.press("Leave")
    guest.arrives_at("You have left")
    guest.press("Watch again")
    guest.sees("Watching as %(name)s", name="Dana")
    if guest.has_script:
        guest.page.wait_for_function("() => document.querySelector('video').readyState >= 1")
        assert abs(guest.place() - stopped) < 1, (guest.place(), stopped)
        guest.page.wait_for_function(ARE_CAPTIONS_SHOWN)
    guest.plays()
    guest.look_around()


def _somebody_else_begins_anew(guest: Guest) -> None:
    guest.press("Not %(name)s? Enter as somebody else", name="Dana")
    guest.arrives_at("%(owner)s invites you to watch %(title)s")
    expect(guest.field("Your name")).to_have_value("")
    guest.enters("Ben")
    assert guest.place() == 0


def _is_there_at_the_start(journey: Journey, title: str) -> None:
    owner, guest = journey.somebody_with_an_account(), journey.guest()
    for each in (owner, guest):
        # The player asks again.
        each.screen.may_refuse = ".m3u8"
    owner.signs_in(journey.site.tree)
    owner.opens_media(title)
    guest.opens(owner.invites())
    guest.writes_who_they_are("Dana", "guest@example.com", to="Continue to the live session")
    guest.sees("It has not started yet.")
    guest.look_around()
    owner.go_to(f"{journey.site.address}/media")
    owner.opens_media(title)
    owner.press("Start now")
    badge = guest.page.locator(".badge")
    if guest.has_script:
        expect(badge).to_be_visible()
        guest.wait_until_it_plays()
    else:
        guest.loads_until(badge)
    guest.look_around()
