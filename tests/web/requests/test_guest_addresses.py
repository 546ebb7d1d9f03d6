"""Which token stands in a spoilt address (contract 3.39, 6.32, 12.44)."""

import pytest

from tests.vocabulary import spoilt_addresses
from web.requests import guest_addresses

TOKEN = "Ab3" * 10 + "Zz"
OLD_TOKEN = "-b_" * 10 + "Z-"


def tail_of(path: str, word: str = "g") -> str | None:
    found = guest_addresses.spoilt(path)
    assert found is None or found.word == word
    return found and found.tail


@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN])
def test_a_right_address_is_left_alone(token: str) -> None:
    for path in ("", "/v/0123/video", "/v/0123/live/na%20me.ts", "/language"):
        assert tail_of(f"/g/{token}{path}") is None


@pytest.mark.parametrize(
    "path", ["/", "/media/1", "/static/g/x", "/login", "/G/x", "/gg/x", "/xg/x", "g/x", "/media/g/x", "/g", "/%67x/"]
)
def test_other_addresses_are_not_looked_at(path: str) -> None:
    assert tail_of(path) is None


@pytest.mark.parametrize("token", [TOKEN, OLD_TOKEN])
def test_the_token_is_found_in_every_spoilt_address(token: str) -> None:
    for path in (*spoilt_addresses.spoilt(token), *spoilt_addresses.every_mark_behind(token)):
        tail = tail_of(path.partition("?")[0])
        assert tail is not None, path
        assert (guest_addresses.candidate(tail), guest_addresses.holds_second_address(tail)) == (token, False), path


def test_the_token_is_found_in_every_spoilt_one_time_address() -> None:
    assert guest_addresses.spoilt(f"/setup/{TOKEN}") is None
    for path in (*spoilt_addresses.spoilt(TOKEN, "setup"), *spoilt_addresses.every_mark_behind(TOKEN, "setup")):
        tail = tail_of(path.partition("?")[0], "setup")
        assert tail is not None, path
        assert guest_addresses.candidate(tail) == TOKEN, path


@pytest.mark.parametrize("path", ["/setups/x", "/media/setup/x", "/setup", "/setup.html", "/admin/setup/"])
def test_addresses_that_only_look_like_one_time_ones_are_not_looked_at(path: str) -> None:
    assert guest_addresses.spoilt(path) is None


@pytest.mark.parametrize("path", spoilt_addresses.wrong(TOKEN))
def test_too_few_characters_or_a_letter_behind_are_no_token(path: str) -> None:
    tail = tail_of(path)
    assert tail is not None
    assert guest_addresses.candidate(tail) is None


@pytest.mark.parametrize("path", spoilt_addresses.with_a_second_address(TOKEN))
def test_a_second_address_is_seen(path: str) -> None:
    tail = tail_of(path)
    assert tail is not None
    assert guest_addresses.holds_second_address(tail)


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "piece", ["a", "-", "a:", "http:", "a.", "%61", "%2561", "g/", "\u00ad".encode().decode("latin-1")]
)
def test_a_long_path_is_read_whatever_it_repeats(piece: str) -> None:
    """Anybody may send it, and meanwhile nobody else is answered. A pattern that begins anew at each letter takes a
    minute, and the test is ended."""
    for start, word in (("/g/", "g"), (f"/g/{'a' * 32}", "g"), ("/", "g"), ("/setup/", "setup")):
        tail = tail_of(start + piece * (120_000 // len(piece)), word)
        assert tail is None or not guest_addresses.holds_second_address(tail)


def test_an_address_is_decoded_twice_and_no_more() -> None:
    assert tail_of("/g/%2541") == "A"
    assert tail_of("/g/%252541") == "%41"
