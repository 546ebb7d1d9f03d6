"""A refusal reaches those who are still sending: a browser that is reset shows no page at all (contract 6.34)."""

from pathlib import Path

from tests.vocabulary.pages import inputs
from tests.vocabulary.server import real_server
from tests.vocabulary.site import Site
from web.pages.security import HEADERS

LARGE = 20 * 1024**2


def test_a_form_of_many_megabytes_is_told_413(site: Site, tmp_path: Path) -> None:
    with real_server(tmp_path / "log") as server:
        for _ in range(5):
            answer = server.ask("/login", "POST", b"x" * LARGE, Content_Type="text/plain")
            assert answer.status == 413
            assert {name: answer.headers[name] for name in HEADERS} == HEADERS


def test_what_no_page_was_asked_about_is_counted_too(site: Site, tmp_path: Path) -> None:
    with real_server(tmp_path / "log") as server:
        server.ask("/login", "POST", b"x" * 100_000, Content_Type="text/plain")
        told = server.ask("/metrics").content.decode()
    assert 'guestlink_refusals_total{cause="too_large"} 1.0' in told
    assert 'guestlink_requests_total{route="none",status="4xx"} 1.0' in told


def test_a_film_larger_than_the_limit_is_told_413(site: Site, tmp_path: Path) -> None:
    client = site.signed_in(site.maker.user())
    token = inputs(client.get("/media/new").text)["csrf_token"]
    cookie = client.get_cookie("guestlink_owner")
    assert cookie is not None
    body = f'--b\r\nContent-Disposition: form-data; name="csrf_token"\r\n\r\n{token}\r\n'
    body += '--b\r\nContent-Disposition: form-data; name="file"; filename="x.mp4"\r\n\r\n'
    headers = {"Content_Type": "multipart/form-data; boundary=b", "Cookie": f"guestlink_owner={cookie.value}"}
    with real_server(tmp_path / "log", GUESTLINK_UPLOAD_BYTES="2048") as server:
        for _ in range(5):
            answer = server.ask("/media/new", "POST", body.encode() + bytes(LARGE), **headers)
            assert answer.status == 413
            assert b"Files must be 2 KB or smaller." in answer.content
