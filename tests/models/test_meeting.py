"""Rooms: who is let through to the meeting, under which name, and for how long (SPEC 2, 3)."""

import json
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from models import meeting, visiting
from models.plumbing import db, fields
from models.plumbing.errors import Forbidden, Invalid, Misconfigured, NoRight, NotFound
from models.plumbing.jitsi import is_guarded, join_address
from models.plumbing.settings import settings
from models.visiting import Guest
from tests.conftest import forget
from tests.making import NOW, Maker
from tests.models import acting

URL = "https://meet.example.org/OurRoom"
SECRET = "a secret of the tests, long enough to be one"
NAMES = ["Dana", 'Da"na', "a&b#c?d=e", "דנה", "😀 x", "%41+", "<b>"]


def room(maker: Maker, *, channel: bool = False, url: str = URL) -> int:
    owner_id = maker.user().id
    made = acting.do(maker, meeting.add_room, owner_id=owner_id, title="Board", join_url=url, channel=channel, now=NOW)
    return int(made.id)


def guest_of_a_room(maker: Maker) -> tuple[Any, Guest, str]:
    link = maker.link(room(maker))
    acting.turn_on(maker, link)
    guest = maker.enter(link)
    return link, guest, acting.loaded(maker, guest)


def joins(maker: Maker, guest: Guest, key: str, *, now: Any = NOW) -> tuple[str, str] | None:
    try:
        with db.reading(maker.bind) as session:
            return visiting.joinable(session, guest, key, now=now)
    except NoRight:
        return None


def test_a_live_visit_joins_under_the_guests_own_name(maker: Maker) -> None:
    _, guest, key = guest_of_a_room(maker)
    assert joins(maker, guest, key) == (URL, "Dana")


def test_another_guest_another_item_and_a_dead_visit_join_nothing(maker: Maker) -> None:
    link, guest, key = guest_of_a_room(maker)
    other = maker.enter(link)
    _, elsewhere, _ = guest_of_a_room(maker)
    assert joins(maker, other, key) is None
    assert joins(maker, elsewhere, key) is None
    assert joins(maker, guest, key, now=NOW + timedelta(minutes=5)) is None
    acting.do(maker, visiting.leave, guest, key)
    assert joins(maker, guest, key) is None


def test_who_has_loaded_the_page_joins_after_access_is_off_but_not_when_the_room_is_deleted(maker: Maker) -> None:
    link, guest, key = guest_of_a_room(maker)
    acting.turn_off(maker, link)
    assert joins(maker, guest, key)
    acting.delete_media(maker, link)
    assert joins(maker, guest, key) is None


def test_a_video_is_no_room(maker: Maker) -> None:
    guest = maker.enter(maker.link())
    assert joins(maker, guest, acting.loaded(maker, guest)) is None
    with db.reading(maker.bind) as session, pytest.raises(NotFound):
        meeting.join_url_of(session, maker.media())


def test_a_channel_room_has_neither_links_nor_access(maker: Maker) -> None:
    media_id = room(maker, channel=True)
    with pytest.raises(Forbidden, match="never have guest access"):
        maker.link(media_id)


@pytest.mark.parametrize("name", NAMES)
def test_the_name_is_handed_over_as_jitsi_reads_it(name: str) -> None:
    address = join_address(URL, name, moderator=False, now=NOW)
    assert address.isascii()
    base, _, fragment = address.partition("#")
    assert base == URL
    assert json.loads(unquote(fragment.removeprefix("userInfo.displayName="))) == name


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("HOST", "meet.example.org"), ("APP_ID", "guestlink"), ("SECRET", SECRET)):
        monkeypatch.setenv(f"GUESTLINK_JITSI_{name}", value)
    forget()


def token_of(address: str) -> Any:
    [token] = parse_qs(urlsplit(address).query)["jwt"]
    return jwt.decode(token, OctKey.import_key(SECRET), algorithms=["HS256"]).claims


@pytest.mark.usefixtures("guarded")
@pytest.mark.parametrize("moderator", [True, False])
def test_the_token_is_bound_to_person_room_and_minute(moderator: bool) -> None:
    claims = token_of(join_address("https://meet.example.org/x/Our%20Room", "דנה", moderator=moderator, now=NOW))
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("guestlink", "guestlink", "meet.example.org")
    assert claims["room"] == "Our Room"
    assert (claims["nbf"], claims["exp"] - claims["nbf"]) == (int(NOW.timestamp()), 60)
    assert (claims["context"]["user"]["name"], claims["context"]["user"]["moderator"]) == ("דנה", moderator)


@pytest.mark.usefixtures("guarded")
def test_only_the_host_that_trusts_us_gets_a_token() -> None:
    assert is_guarded(URL)
    for other in ("https://meet.jit.si/OurRoom", "https://meet.example.org.evil.example/OurRoom"):
        assert not is_guarded(other)
        assert "jwt" not in join_address(other, "Dana", moderator=False, now=NOW)


def test_a_name_that_was_erased_is_not_handed_over() -> None:
    assert join_address(URL, "", moderator=False, now=NOW) == URL


def test_a_secret_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("HOST", "meet.example.org"), ("APP_ID", "guestlink"), ("SECRET", "short")):
        monkeypatch.setenv(f"GUESTLINK_JITSI_{name}", value)
    forget()
    with pytest.raises(Misconfigured, match="at least 32 characters"):
        settings().jitsi_key()


def test_half_of_jitsis_settings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_JITSI_HOST", "meet.example.org")
    forget()
    with pytest.raises(Misconfigured, match="belong together"):
        settings()


@pytest.mark.parametrize(
    "url",
    [
        "",
        "  ",
        "meet.example.org/x",
        "ftp://meet.example.org/x",
        "https:///x",
        "https://meet.example.org",
        "https://meet.example.org/",
        "https://meet.example.org/?x=1",
        "https://user:pass@meet.example.org/x",
        "https://meet.example.org/x#y",
        "https://meet.example.org/a b",
        "https://meet.example.org:0/x",
        "https://meet.example.org:99999/x",
        "javascript:alert(1)",
        "https://meet.example.org/\0",
        "https://meet.example.org/\ud800",
        "https://meet.example.org/" + "x" * 2000,
    ],
)
def test_what_is_no_address_of_a_room_is_refused(url: str) -> None:
    with pytest.raises(Invalid) as refusal:
        fields.clean_join_url(url)
    assert refusal.value.field == "join_url"


def test_an_address_of_a_room_is_kept_as_it_is() -> None:
    for url in (URL, "http://10.0.0.1:8080/x/y", "https://meet.example.org/R?config=1"):
        assert fields.clean_join_url(f"  {url} ") == url
