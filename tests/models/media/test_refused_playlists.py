"""Playlists of other servers that would not play on our pages are refused in words (contract 9.19)."""

from collections.abc import Callable

import pytest

from models.errors import Invalid
from models.media.remote_playlists import MOST_ORIGINS, origins_of
from tests.vocabulary.elsewhere import ALLOWED, DRM, MASTER, VARIANT, Elsewhere, segments

HTML = {**ALLOWED, "Content-Type": "text/html; charset=utf-8"}
FILES = '#EXTM3U\n#EXTINF:-1 tvg-id="1",News\na.ts\n#EXTINF:-1,Music\nb.mp3\n'
WEB_PAGE = "This is a web page, not a playlist."
NOT_ALLOWED = "That server does not let other sites play it: it must send Access-Control-Allow-Origin."
PRIVATE = "This address is on a private network."
NONE = "This is not a playlist: it must begin with #EXTM3U."
NOT_HLS = "This is not HLS: a list of segments must have #EXT-X-TARGETDURATION."
LOCKED = "This is protected by DRM, and cannot be played here."
GONE = "That server answers with the error 404."

# Each puts pages there and returns an address.
Put = Callable[[Elsewhere], str]
REFUSED: dict[str, tuple[Put, str]] = {
    "a web page": (lambda e: e.put("/x", "<!doctype html><title>x</title>", headers={}), WEB_PAGE),
    "a web page by its type": (lambda e: e.put("/x", "hello", headers=HTML), WEB_PAGE),
    "a web page by its text": (lambda e: e.put("/x", "\ufeff\n <HTML lang=en>"), WEB_PAGE),
    "a text": (lambda e: e.put("/x", "hello"), NONE),
    "nothing": (lambda e: e.put("/x", ""), NONE),
    "no permission": (lambda e: e.put("/x", headers={}), NOT_ALLOWED),
    "permission for others": (
        lambda e: e.put("/x", headers={"Access-Control-Allow-Origin": "https://e.org"}),
        NOT_ALLOWED,
    ),
    "a redirect without permission": (lambda e: (e.put("/y"), e.redirect("/x", "/y", {}))[1], NOT_ALLOWED),
    "a variant without permission": (
        lambda e: (e.put("/a"), e.put("/b", headers={}), e.put("/x", MASTER.format("a", "b")))[2],
        NOT_ALLOWED,
    ),
    "segments without permission": (
        lambda e: (e.put("/a.ts", headers={}), e.put("/x", segments("a.ts")))[1],
        NOT_ALLOWED,
    ),
    "a private address": (lambda _: "http://10.0.0.1/x", PRIVATE),
    "a redirect to a private address": (lambda e: e.redirect("/x", "http://192.168.0.1/"), PRIVATE),
    "a variant at a private address": (
        lambda e: (e.put("/a"), e.put("/x", MASTER.format("a", "http://[fd00::1]/x")))[1],
        PRIVATE,
    ),
    "segments at a private address": (lambda e: e.put("/x", segments("http://10.0.0.1/a.ts")), PRIVATE),
    "not there": (lambda e: f"{e.origin}/x", GONE),
    "no variant there": (lambda e: e.put("/x", MASTER.format("a", "b")), GONE),
    "files of which none says how long they are": (lambda e: e.put("/x", FILES), NOT_HLS),
    "files without anything": (lambda e: e.put("/x", "#EXTM3U\nhttp://radio.invalid/a.mp3\n"), NOT_HLS),
    "variants with such files": (
        lambda e: (e.put("/a", FILES), e.put("/x", f"#EXTM3U\n{VARIANT}a\n"))[1],
        NOT_HLS,
    ),
    "a list of playlists that names itself": (lambda e: e.put("/x", f"#EXTM3U\n{VARIANT}x\n"), NOT_HLS),
    "a list of lists of playlists": (
        lambda e: (e.put("/a"), e.put("/b", f"#EXTM3U\n{VARIANT}a\n"), e.put("/x", f"#EXTM3U\n{VARIANT}b\n"))[2],
        NOT_HLS,
    ),
    "segments with DRM": (lambda e: e.put("/x", segments("a.ts", before=DRM)), LOCKED),
    "variants with DRM, and a sound without": (
        lambda e: (
            e.put("/a", segments("a.ts", before=DRM)),
            e.put("/b"),
            e.put("/x", f'{MASTER.format("a", "a")}#EXT-X-MEDIA:TYPE=AUDIO,URI="b"\n'),
        )[2],
        LOCKED,
    ),
    "too large": (
        lambda e: e.put("/x", "#EXTM3U\n" * 300_000),
        "This is too large for a playlist. At most 2 MB can be read.",
    ),
    "too many servers": (
        lambda e: e.put("/x", segments(*(f"http://127.0.0.1:{9 + n}/a.ts" for n in range(MOST_ORIGINS)))),
        "This playlist uses more servers than a page can allow.",
    ),
    "a server that no page can allow": (
        lambda e: e.put("/x", segments("http://a$b.invalid/a.ts")),
        "This playlist uses a$b.invalid, and pages can allow only servers with an ordinary name.",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_a_playlist_that_would_not_play_is_refused_in_words(elsewhere: Elsewhere, what: str) -> None:
    put, words = REFUSED[what]
    with pytest.raises(Invalid) as refused:
        origins_of(put(elsewhere))
    assert (refused.value.field, str(refused.value)) == ("playlist_url", words)
