"""A client that is still sending sees the refusal: a browser shows no page after a reset (contract 6.34)."""

from pathlib import Path

from tests.vocabulary.raw import status_of
from tests.vocabulary.server import real_server
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import MULTIPART, owner_cookie, upload_head
from web.owner.adding.uploads import OTHER_BYTES
from web.pages.security import HEADERS
from web.requests.parsing import CAPTIONS_BYTES, FORM_BYTES, POSTER_BYTES

LARGE = 20 * 1024**2


def test_the_sender_of_a_form_of_many_megabytes_sees_the_413(site: Site, tmp_path: Path) -> None:
    with real_server(tmp_path / "log") as server:
        for _ in range(5):
            answer = server.ask("/login", "POST", b"x" * LARGE, Content_Type="text/plain")
            assert answer.status == 413
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS


# The first line of the answer to a client that waits for the word to send so many bytes.
TOLD_AT_ONCE = [
    ("/login", FORM_BYTES, 100),
    ("/login", FORM_BYTES + 1, 413),
    ("/media/new", 2048, 100),
    # No disk of a test has so much space.
    ("/media/new", 2**43, 503),
    ("/media/new", 2**43 + OTHER_BYTES + 1, 413),
    ("/media/1/poster", 1000, 100),
    ("/media/1/poster", POSTER_BYTES + 1, 413),
    ("/media/1/captions", 1000, 100),
    ("/media/1/captions", CAPTIONS_BYTES + 1, 413),
]


def test_a_client_that_asks_before_it_sends_is_not_told_to_send_what_is_refused(site: Site, tmp_path: Path) -> None:
    """Contract 6.70."""
    user = site.maker.user()
    assert site.media(user) == 1
    kept = f"Content-Type: {MULTIPART}\nCookie: {owner_cookie(site.signed_in(user))}\nExpect: 100-continue"
    with real_server(tmp_path / "log", GUESTLINK_UPLOAD_BYTES=str(2**43)) as server:
        for path, length, status in TOLD_AT_ONCE:
            with server.send_raw(f"POST {path} HTTP/1.1\n{kept}\nContent-Length: {length}") as connection:
                assert (path, length, status_of(connection)) == (path, length, status)


def test_a_refusal_without_a_page_is_counted(site: Site, tmp_path: Path) -> None:
    with real_server(tmp_path / "log") as server:
        server.ask("/login", "POST", b"x" * 100_000, Content_Type="text/plain")
        metrics = server.ask("/metrics").content.decode()
    assert 'guestlink_refusals_total{cause="too_large"} 1.0' in metrics
    assert 'guestlink_requests_total{route="none",status="4xx"} 1.0' in metrics


def test_the_sender_of_a_video_that_is_too_large_sees_the_413(site: Site, tmp_path: Path) -> None:
    client = site.signed_in(site.maker.user())
    body = upload_head(client) + bytes(LARGE)
    headers = {"Content_Type": MULTIPART, "Cookie": owner_cookie(client)}
    with real_server(tmp_path / "log", GUESTLINK_UPLOAD_BYTES="2048") as server:
        for _ in range(5):
            answer = server.ask("/media/new", "POST", body, **headers)
            assert answer.status == 413
            assert b"Files must be 2 KB or smaller." in answer.content
