"""Fetching as a page of ours would: redirects, what the server allows, and what it refuses (contract 9.20, 9.21)."""

import socket

import pytest

from models.plumbing.fetching import refusals
from tests.models.plumbing.fetching.fetches import HERE, fetched, refusal
from tests.vocabulary.elsewhere import ALLOWED, PLAYLIST, Elsewhere


def test_what_is_there_is_fetched_as_a_script_of_ours_would(
    elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    found = fetched(elsewhere.put("/a b.m3u8?x=1&y=%20".replace(" ", "%20")))
    assert (found.body, found.is_allowed) == (PLAYLIST.encode(), True)
    ((path, headers),) = elsewhere.server.asked
    assert path == "/a%20b.m3u8?x=1&y=%20"
    assert headers["Origin"] == HERE
    assert headers["Host"] == elsewhere.origin.removeprefix("http://")
    assert not {"Cookie", "Authorization", "Referer"} & set(headers)


def test_cookies_are_not_kept(elsewhere: Elsewhere) -> None:
    url = elsewhere.redirect("/x", "/y", {**ALLOWED, "Set-Cookie": "a=b"})
    elsewhere.put("/y")
    fetched(url)
    assert "Cookie" not in elsewhere.server.asked[-1][1]


# What a server says about other sites, and whether that allows ours.
SAID = [({}, False), ({"Access-Control-Allow-Origin": "*"}, True), ({"Access-Control-Allow-Origin": HERE}, True)]
SAID += [({"Access-Control-Allow-Origin": wrong}, False) for wrong in ("null", "", f"{HERE}/", "https://e.org")]
SAID += [
    ({"Access-Control-Allow-Origin": f"{HERE}, https://e.org"}, False),
    ({"access-control-allow-origin": "*"}, True),
]
SAID += [({"Access-Control-Allow-Origin": HERE.upper()}, False)]


@pytest.mark.parametrize(("headers", "is_allowed"), SAID)
def test_our_pages_are_allowed_by_star_or_by_their_origin(
    elsewhere: Elsewhere, headers: dict[str, str], *, is_allowed: bool
) -> None:
    assert fetched(elsewhere.put("/x", headers=headers)).is_allowed is is_allowed


def test_a_server_of_our_own_origin_need_not_allow_it(elsewhere: Elsewhere) -> None:
    assert fetched(elsewhere.put("/x", headers={}), page_origin=elsewhere.origin).is_allowed


def test_each_address_on_the_way_counts_and_must_allow_our_pages(elsewhere: Elsewhere) -> None:
    last = elsewhere.put("/last")
    found = fetched(elsewhere.redirect("/first", f"{elsewhere.other_origin}/last"))
    assert [address.href for address in found.passed] == [
        f"{elsewhere.origin}/first",
        last.replace(elsewhere.origin, elsewhere.other_origin),
    ]
    assert found.is_allowed
    assert [headers["Origin"] for _, headers in elsewhere.server.asked] == [HERE, "null"], "as browsers do"
    assert not fetched(elsewhere.redirect("/first", "/last", {})).is_allowed


def test_who_was_led_from_another_server_is_nobody_in_particular(elsewhere: Elsewhere) -> None:
    """After a redirect between two other servers, browsers say `null`. So the origin of our pages is no answer."""
    elsewhere.put("/last", headers={"Access-Control-Allow-Origin": HERE})
    assert not fetched(elsewhere.redirect("/first", f"{elsewhere.other_origin}/last")).is_allowed
    assert fetched(elsewhere.redirect("/first", "/last")).is_allowed, "within one server they do not"


def test_five_redirects_are_followed_and_a_sixth_is_not(elsewhere: Elsewhere) -> None:
    elsewhere.put("/0")
    for number in range(1, 7):
        elsewhere.redirect(f"/{number}", f"/{number - 1}")
    assert len(fetched(f"{elsewhere.origin}/5").passed) == 6
    assert refusal(f"{elsewhere.origin}/6") == refusals.REDIRECTS
    assert elsewhere.asked[-6:] == ["/6", "/5", "/4", "/3", "/2", "/1"]


INTO = [
    "http://10.0.0.1/",
    "http://[::1]/",
    "//169.254.169.254/latest/",
    "http://0xa000001/",
    "http:\\\\[::ffff:a00:1]\\",
]


@pytest.mark.parametrize("target", INTO)
def test_a_redirect_into_a_private_network_is_refused(elsewhere: Elsewhere, target: str) -> None:
    assert refusal(elsewhere.redirect("/x", target)) == refusals.PRIVATE


@pytest.mark.parametrize(
    "target", ["ftp://e.org/", "javascript:1", "http://u:p@e.org/", "http://e.org:25/", "http://[/"]
)
def test_a_redirect_to_what_browsers_do_not_open_is_refused(elsewhere: Elsewhere, target: str) -> None:
    assert refusal(elsewhere.redirect("/x", target)) == refusals.NOT_OPENED


@pytest.mark.parametrize("status", [204, 206, 400, 401, 403, 404, 410, 429, 500, 503])
def test_any_other_status_is_told(elsewhere: Elsewhere, status: int) -> None:
    assert refusal(elsewhere.put("/x", "", status=status)) == f"That server answers with the error {status}."


def test_pages_of_https_load_nothing_over_http(elsewhere: Elsewhere) -> None:
    assert refusal(elsewhere.put("/x"), page_origin="https://media.example.org") == refusals.MIXED
    assert elsewhere.asked == []


@pytest.mark.usefixtures("elsewhere")
def test_a_server_that_is_not_there_does_not_answer() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert refusal(f"http://127.0.0.1:{port}/x") == refusals.NO_ANSWER
