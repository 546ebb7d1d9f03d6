"""A floor sends the bytes of the product's pages, with another form or visit each time."""

from pathlib import Path

from tests.benchmarks.floors import pages
from tests.benchmarks.load.requests import Answer

HEAD = (
    b"HTTP/1.1 200 OK\r\ndate: today\r\ncontent-type: text/html\r\ncontent-length: 9\r\n"
    b"set-cookie: guestlink_entry=a; Path=/\r\n\r\n"
)
ENTRY = Answer(200, HEAD, b'<input name="csrf_token" type="hidden" value="old">')
MEDIA = Answer(200, HEAD, b'<video data-visit-url="/g/t/v/old"><source src="/g/t/v/old/video">')


def test_a_page_that_is_written_and_read_is_the_same_bytes_with_another_value(tmp_path: Path) -> None:
    found = pages.Page.of(ENTRY, pages.FORM), pages.Page.of(MEDIA, pages.VISIT)
    pages.write(tmp_path / "pages.json", *found)
    entry, media = pages.read(tmp_path / "pages.json")
    assert entry.body(b"old") == ENTRY.body
    assert media.body(b"new") == MEDIA.body.replace(b"old", b"new")
    assert media.body(b"new").count(b"new") == 2


def test_only_headers_of_the_page_are_copied() -> None:
    page = pages.Page.of(ENTRY, pages.FORM)
    assert page.headers == [("content-type", "text/html")]
    assert page.cookies == ["guestlink_entry=a; Path=/"]
