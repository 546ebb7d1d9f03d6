"""What the pages of a live session say, and which addresses they allow the browser (contract 3.45, 9.10, 9.13)."""

import json
from datetime import timedelta

from tests.vocabulary.live import REMOTE, live, set_live
from tests.vocabulary.site import Guest, Guests, Site, now


def test_the_entry_page_says_when_a_live_session_starts(site: Site, guest: Guests) -> None:
    visitor = guest(site.link(live(site)))
    assert "Live session · Live now" in visitor.client.get(visitor.address).text
    set_live(starts_at=now() + timedelta(days=1))
    assert "Live session · starts on <time" in visitor.client.get(visitor.address).text


def test_a_sign_of_life_is_answered_with_state_and_start(site: Site, live_guest: Guest) -> None:
    """The script of an open page goes by it, because the start may be moved."""
    visit, start = live_guest.watch(), now() + timedelta(days=1)
    owner = site.signed_in(site.maker.user("admin"))
    for begins, ended_at, state in ((start, None, "upcoming"), (None, None, "live"), (None, now(), "over")):
        set_live(starts_at=begins, ended_at=ended_at)
        expected = {
            "live": state,
            "starts_at": begins.isoformat() if begins else None,
            "prepared": None,
            "ended": False,
        }
        assert live_guest.client.post(f"{visit}/alive").json == expected
        assert owner.get("/media/1/now?preview").json == expected
        rehearsed = expected | {"live": "live" if state == "upcoming" else state}
        assert owner.get("/media/1/now").json == rehearsed, "owners see the stream before guests do"
    assert site.browser().post(f"{visit}/alive").status_code == 410, "only guests who are inside may know"


def test_the_visit_of_a_sign_of_life_that_is_over_is_told_so(live_guest: Guest) -> None:
    visit = live_guest.watch()
    live_guest.client.post(f"{visit}/leave")
    answer = live_guest.client.post(f"{visit}/alive")
    assert (answer.status_code, json.loads(answer.text)["ended"]) == (410, True)


def test_the_server_of_a_remote_stream_is_allowed_on_that_page_only(site: Site, guest: Guests) -> None:
    owner = site.maker.user()
    media_id = live(site, owner, remote=True)
    visitor, client = guest(site.link(media_id)), site.signed_in(owner)
    origin = "https://stream.example.org:8443"
    entry = visitor.client.get(visitor.address).headers["Content-Security-Policy"]
    visitor.enter()
    page = visitor.client.get(visitor.address)
    for answer in (page, client.get(f"/media/{media_id}"), client.get(f"/media/{media_id}/preview")):
        policy = answer.headers["Content-Security-Policy"]
        assert f"media-src 'self' blob: {origin};" in policy
        assert f"connect-src 'self' {origin};" in policy
        assert policy.count(origin) == 2
        assert REMOTE in answer.text
    window = client.get(f"/media/{media_id}/guest-access")
    own = client.get(f"/media/{site.media(owner)}").headers["Content-Security-Policy"]
    for policy in (entry, window.headers["Content-Security-Policy"], own):
        assert "stream.example.org" not in policy
        assert "blob:" not in policy
    for answer in (window, client.get(f"/media/{media_id}")):
        assert "cannot stop the stream" in answer.text
    assert "cannot stop the stream" not in client.get(f"/media/{live(site, owner)}").text
    assert client.get(f"/media/{media_id}/live/index.m3u8").status_code == 404
