"""Playlists of other servers: which servers their pages need, and how they are read (contract 9.19 to 9.22)."""

import time
from collections.abc import Callable
from threading import Thread

import pytest

from models.errors import Invalid
from models.media import remote_playlists
from models.media.remote_playlists import origins_of
from tests.conftest import forget
from tests.vocabulary.elsewhere import ALLOWED, DRM, MASTER, PLAYLIST, VARIANT, Elsewhere, segments

HTML = {**ALLOWED, "Content-Type": "text/html; charset=utf-8"}


def refusal(url: str) -> str:
    with pytest.raises(Invalid) as refused:
        origins_of(url)
    assert refused.value.field == "playlist_url"
    return str(refused.value)


# Each puts pages there and returns an address, and the origins that are needed: 1 is the server's, 2 its other name.
Put = Callable[[Elsewhere], str]
NEEDED: dict[str, tuple[Put, set[int]]] = {
    "its own segments": (lambda e: e.put("/x"), {1}),
    "a mark before it and other line ends": (lambda e: e.put("/x", f"\ufeff{PLAYLIST}".replace("\n", "\r\n")), {1}),
    "served as a web page": (lambda e: e.put("/x", headers=HTML), {1}),
    "nothing in it yet": (lambda e: e.put("/x", "#EXTM3U"), {1}),
    "a variant with nothing in it yet": (
        lambda e: (e.put("/a", "#EXTM3U\n#EXT-X-VERSION:3\n"), e.put("/x", f"#EXTM3U\n{VARIANT}a\n"))[1],
        {1},
    ),
    "one variant of two that cannot be played": (
        lambda e: (e.put("/a"), e.put("/b", segments("b.ts", before=DRM)), e.put("/x", MASTER.format("a", "b")))[2],
        {1},
    ),
    "segments elsewhere": (lambda e: e.put("/x", segments(f"{e.other_origin}/a.ts")), {1, 2}),
    "a key elsewhere": (lambda e: e.put("/x", f'{PLAYLIST}#EXT-X-KEY:URI="{e.other_origin}/k"\n'), {1, 2}),
    "a redirect": (lambda e: (e.put("/y"), e.redirect("/x", f"{e.other_origin}/y"))[1], {1, 2}),
    "a redirect there and back": (
        lambda e: (
            e.put("/z"),
            e.redirect("/y", f"{e.origin}/z"),
            e.redirect("/x", f"{e.other_origin}/y"),
        )[2],
        {1, 2},
    ),
    "a variant that is led elsewhere": (
        lambda e: (e.put("/a"), e.redirect("/b", f"{e.other_origin}/a"), e.put("/x", MASTER.format("a", "b")))[2],
        {1, 2},
    ),
    "segments of a variant elsewhere": (
        lambda e: (
            e.put("/a"),
            e.put("/b", segments(f"{e.other_origin}/a.ts")),
            e.put("/x", MASTER.format("a", "b")),
        )[2],
        {1, 2},
    ),
    "a sound track elsewhere": (
        lambda e: (e.put("/au"), e.put("/x", f'#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,URI="{e.other_origin}/au"\n'))[1],
        {1, 2},
    ),
    "a segment that is led elsewhere": (
        lambda e: (e.redirect("/a.ts", f"{e.other_origin}/b.ts"), e.put("/b.ts"), e.put("/x", segments("a.ts")))[2],
        {1, 2},
    ),
    "a segment that is gone": (lambda e: e.put("/x", segments("a.ts")), {1}),
    "one variant of two that is not there": (
        lambda e: (e.put("/a"), e.put("/x", MASTER.format("a", "b")))[1],
        {1},
    ),
    "segments where the list of playlists says": (
        lambda e: (
            e.put("/a", segments("{$h}/a.ts") + '#EXT-X-DEFINE:IMPORT="h"\n{$h}/b.ts\n'),
            e.put("/x", f'#EXTM3U\n#EXT-X-DEFINE:NAME="h",VALUE="{e.other_origin}"\n{VARIANT}a\n'),
        )[1],
        {1, 2},
    ),
    "a variant that is no playlist": (
        lambda e: (e.put("/a"), e.put("/b", "x"), e.put("/x", MASTER.format("a", "b")))[2],
        {1},
    ),
}


@pytest.mark.parametrize("what", NEEDED)
def test_a_page_needs_these_servers_and_no_more(elsewhere: Elsewhere, what: str) -> None:
    put, needed = NEEDED[what]
    origins = {1: elsewhere.origin, 2: elsewhere.other_origin}
    found = origins_of(put(elsewhere)).split(" ")
    assert found[0] == elsewhere.origin
    assert set(found) == {origins[number] for number in needed}
    assert len(found) == len(needed)


def test_a_site_of_https_takes_nothing_of_http(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_BASE_URL", "https://media.example.org")
    forget()
    assert "begins with https" in refusal(elsewhere.put("/x"))


def test_it_is_asked_for_in_the_name_of_the_site(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_BASE_URL", "http://media.example.org")
    forget()
    url = elsewhere.put("/x", headers={"Access-Control-Allow-Origin": "http://media.example.org"})
    assert origins_of(url) == elsewhere.origin
    assert {headers["Origin"] for _, headers in elsewhere.server.asked} == {"http://media.example.org"}


def test_all_of_it_together_takes_ten_seconds_at_most(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_playlists, "SECONDS", 0.5)
    for name in ("a", "b"):
        elsewhere.put(f"/{name}", write=lambda _: time.sleep(1))
    url, begun = elsewhere.put("/x", MASTER.format("a", "b")), time.monotonic()
    assert "too slow" in refusal(url)
    assert time.monotonic() - begun < 1
    elsewhere.put("/a.ts", write=lambda _: time.sleep(1))
    assert origins_of(elsewhere.put("/x", segments("a.ts"))), "a slow segment is no reason"


def test_only_so_many_are_read_at_once(elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(remote_playlists, "SECONDS", 2)
    slow = elsewhere.put("/slow", write=lambda _: time.sleep(1.6))
    readers = [Thread(target=refusal, args=(slow,)) for _ in range(remote_playlists.AT_ONCE)]
    for reader in readers:
        reader.start()
    while len(elsewhere.asked) < remote_playlists.AT_ONCE:
        time.sleep(0.01)
    assert "Many addresses are being checked" in refusal(elsewhere.put("/x"))
    for reader in readers:
        reader.join()
    assert origins_of(f"{elsewhere.origin}/x")
