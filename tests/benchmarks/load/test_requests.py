"""What the generator sends, and what it reads from pages."""

import pytest

from tests.benchmarks.load.requests import (
    Answer,
    NoSuchForm,
    addresses,
    cookies_of,
    entry_form,
    get,
    post,
    visit_address,
)

HEAD = (
    b"HTTP/1.1 200 OK\r\nSet-Cookie: guestlink_entry=a.b; Path=/g/x; HttpOnly\r\n"
    b"set-cookie: guestlink_guest=c; Path=/g/x\r\n\r\n"
)


def test_both_cookies_are_sent_back() -> None:
    assert cookies_of(Answer(200, HEAD, b"")) == "guestlink_entry=a.b; guestlink_guest=c"


def test_a_form_is_filled_in_with_the_value_of_its_page() -> None:
    page = b'<input id="csrf_token" name="csrf_token" type="hidden" value="i.1.p.s"><input name="name" value="">'
    form = entry_form(Answer(200, b"", page), 7)
    assert form == {"csrf_token": "i.1.p.s", "name": "Guest 7", "email": "guest7@example.com"}


def test_a_page_without_a_form_is_no_form() -> None:
    with pytest.raises(NoSuchForm):
        entry_form(Answer(410, b"", b"<h1>This link has ended</h1>"), 1)


def test_the_visit_is_read_from_the_media_page() -> None:
    assert visit_address(Answer(200, b"", b'<video data-visit-url="/g/x/v/1">')) == "/g/x/v/1"


def test_a_request_says_who_asks_and_how_long_its_body_is() -> None:
    assert b"\r\nX-Forwarded-For: 10.0.0.9\r\n" in get("/g/x", "10.0.0.9")
    head, _, body = post("/g/x", "10.0.0.9", {"name": "Zoë"}, cookies="a=b").partition(b"\r\n\r\n")
    assert body == b"name=Zo%C3%AB"
    assert b"\r\nContent-Length: 13" in head
    assert b"\r\nCookie: a=b\r\n" in head


def test_each_guest_has_another_address() -> None:
    found = addresses()
    assert len({next(found) for _ in range(1000)}) == 1000
