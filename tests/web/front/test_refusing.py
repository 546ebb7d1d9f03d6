"""A client that is still sending sees the refusal: a browser shows no page after a reset (contract 6.34)."""

from pathlib import Path

from tests.vocabulary.server import real_server
from tests.vocabulary.site import Site
from tests.vocabulary.uploads import MULTIPART, owner_cookie, upload_head
from web.pages.security import HEADERS

LARGE = 20 * 1024**2


def test_the_sender_of_a_form_of_many_megabytes_sees_the_413(site: Site, tmp_path: Path) -> None:
    with real_server(tmp_path / "log") as server:
        for _ in range(5):
            answer = server.ask("/login", "POST", b"x" * LARGE, Content_Type="text/plain")
            assert answer.status == 413
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS


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
