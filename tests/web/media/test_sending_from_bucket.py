"""The front without nginx, with media in a bucket: ranges, refusals, and readers who read nothing."""

import os
from pathlib import Path

from tests.vocabulary.bucket import Bucket
from tests.vocabulary.pages import heading
from tests.vocabulary.server import real_server
from tests.vocabulary.site import Guests, Site
from web.front.streaming import REMOTE_CHUNK
from web.media.body import CHUNK
from web.media.ranges import LARGEST_PART

FILM = os.urandom(1024**2) * 8


def test_the_front_sends_ranges_and_whole_files_and_refuses(
    site: Site, guest: Guests, bucket: Bucket, tmp_path: Path
) -> None:
    dana = guest(site.link(bucket.film(site.maker, FILM)))
    dana.enter()
    path, named = f"{dana.watch()}/video", {"Cookie": dana.cookie_header()}
    [name] = bucket.names()
    with real_server(tmp_path / "log") as server:
        whole = server.ask(path, **named)
        assert (whole.status, whole.content == FILM, "ETag" in whole.headers) == (200, True, True)
        bucket.log.write_text("")
        opened = server.ask(path, Range="bytes=0-", **named)
        assert (opened.status, opened.content == FILM[:LARGEST_PART]) == (206, True)
        ranges = [each["headers"]["range"] for each in bucket.requests() if "range" in each["headers"]]
        assert ranges == [f"bytes={at}-{at + REMOTE_CHUNK - 1}" for at in range(0, LARGEST_PART, REMOTE_CHUNK)]
        two = server.ask(path, Range="bytes=0-1,100-199", **named)
        assert (two.status, FILM[100:200] in two.content) == (206, True)
        assert server.ask(path, Range=f"bytes={len(FILM)}-", **named).status == 416
        assert server.ask(path, If_None_Match=whole.headers["ETag"], **named).status == 304
        assert server.ask(path, If_Range='"x"', Range="bytes=0-1", **named).status == 200
        head = server.ask(path, "HEAD", **named)
        assert (head.status, head.headers["Content-Length"], head.content) == (200, str(len(FILM)), b"")
        bucket.remove(name)
        assert server.ask(path, **named).status == 404
        bucket.refuse("503 Slow Down")
        answer = server.ask(path, **named)
        assert (answer.status, answer.headers["Retry-After"]) == (503, "5")
        assert server.ask("/login").status == 200
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_readers_who_read_nothing_hold_up_no_page_and_fetch_little(
    site: Site, guest: Guests, bucket: Bucket, tmp_path: Path
) -> None:
    film = bytes(32 * 1024**2)
    link = site.link(bucket.film(site.maker, film))
    everyone = [guest(link) for _ in range(4)]
    for each in everyone:
        each.enter()
    # Two for each visit, since a visit has no more of whole recordings (contract 6.50).
    heads = [f"GET {each.watch()}/video HTTP/1.1\nCookie: {each.cookie_header()}" for each in everyone * 5]
    with real_server(tmp_path / "log") as server:
        bucket.log.write_text("")
        slow = [server.send_raw(head) for head in heads * 2]
        try:
            for reader in slow:
                assert reader.recv(12) == b"HTTP/1.1 200"
            assert heading(server.ask(everyone[0].address).content.decode())
            assert server.ask("/login").status == 200
        finally:
            for reader in slow:
                reader.close()
    fetched = sum("range" in each["headers"] for each in bucket.requests())
    assert fetched < 40 * len(film) // CHUNK // 8, "most of it was never fetched"
