"""What a playlist elsewhere names beside its film: advertising and data, without which it plays (contract 9.22)."""

from collections.abc import Callable

import pytest

from models.errors import Invalid
from models.media import remote_playlists
from models.media.remote_playlists import MOST_ORIGINS, origins_of
from models.plumbing.fetching.following import Fetched, check_scheme
from models.plumbing.web_addresses import WebAddress
from tests.conftest import forget
from tests.vocabulary.elsewhere import PLAYLIST, Elsewhere


def with_extra(address: str) -> str:
    return f'{PLAYLIST}#EXT-X-DATERANGE:ID="1",START-DATE="2026-01-01T00:00:00Z",X-ASSET-URI="{address}"\n'


def put(elsewhere: Elsewhere, address: str) -> str:
    return elsewhere.put("/x", with_extra(address))


# Each puts pages there and returns an address, and whether the page allows the other server too.
CASES: dict[str, tuple[Callable[[Elsewhere], str], bool]] = {
    "elsewhere": (lambda e: (e.put("/a"), put(e, f"{e.other_origin}/a"))[1], True),
    "not there by a bare request": (lambda e: put(e, f"{e.other_origin}/a"), True),
    "led elsewhere": (lambda e: (e.put("/b"), e.redirect("/a", f"{e.other_origin}/b"), put(e, "a"))[2], True),
    "without permission": (lambda e: (e.put("/a", headers={}), put(e, f"{e.other_origin}/a"))[1], False),
    "at a private address": (lambda e: put(e, "http://10.0.0.1/a"), False),
    "at a server that no page can allow": (lambda e: put(e, "http://a$b.invalid/a"), False),
}


@pytest.mark.parametrize("what", CASES)
def test_no_film_is_refused_because_of_its_extras(elsewhere: Elsewhere, what: str) -> None:
    prepare, is_allowed = CASES[what]
    found = origins_of(prepare(elsewhere)).split(" ")
    assert found == [elsewhere.origin, *([elsewhere.other_origin] if is_allowed else [])]


def test_extras_take_only_the_room_that_is_left(elsewhere: Elsewhere) -> None:
    lines = (f'#EXT-X-SESSION-DATA:DATA-ID="{n}",URI="http://127.0.0.1:{9 + n}/a"\n' for n in range(2 * MOST_ORIGINS))
    found = origins_of(elsewhere.put("/x", PLAYLIST + "".join(lines))).split(" ")
    assert (found[0], len(found) <= MOST_ORIGINS) == (elsewhere.origin, True)


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Playlists on other servers of https, by their addresses, for a site of https."""
    monkeypatch.setenv("GUESTLINK_BASE_URL", "https://media.example.org")
    forget()
    there: dict[str, str] = {}

    def fetch(address: WebAddress, page_origin: str, **_: object) -> Fetched:
        check_scheme(address, page_origin)
        return Fetched(there.get(address.href, "").encode(), "", (address,), is_allowed=True)

    monkeypatch.setattr(remote_playlists, "fetch", fetch)
    return there


def test_an_advertisement_over_http_is_no_reason_to_refuse_a_film_of_https(pages: dict[str, str]) -> None:
    pages["https://e.org/x"] = with_extra("http://ad.org/a.m3u8")
    assert origins_of("https://e.org/x") == "https://e.org"
    pages["https://e.org/x"] = with_extra("https://ad.org/a.m3u8")
    assert origins_of("https://e.org/x") == "https://e.org https://ad.org"
    pages["https://e.org/x"] = f"{PLAYLIST}#EXTINF:2,\nhttp://f.org/a.ts\n"
    with pytest.raises(Invalid, match="begins with https"):
        origins_of("https://e.org/x")
