"""Jitsi addresses and tokens: the name and room in them, how long they work, and which hosts get a token."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey

from models.config.settings import settings
from models.errors import Misconfigured
from models.media.jitsi import is_signed_room, join_address
from tests.conftest import forget
from tests.vocabulary.maker import NOW

HOST = "https://meet.example.org"
URL = f"{HOST}/OurRoom"
SECRET = "a secret of the tests, long enough to be one"
NAMES = ["Dana", 'Da"na', "a&b#c?d=e", "דנה", "😀 x", "%41+", "<b>"]


@pytest.mark.parametrize("name", NAMES)
def test_jitsi_reads_the_name_from_the_address(name: str) -> None:
    address = join_address(URL, name, moderator=False, now=NOW)
    assert address.isascii()
    base, _, fragment = address.partition("#")
    assert base == URL
    assert json.loads(unquote(fragment.removeprefix("userInfo.displayName="))) == name


@pytest.fixture
def signed_rooms(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("HOST", "meet.example.org"), ("APP_ID", "guestlink"), ("SECRET", SECRET)):
        monkeypatch.setenv(f"GUESTLINK_JITSI_{name}", value)
    forget()


def token_of(address: str) -> Any:
    [token] = parse_qs(urlsplit(address).query)["jwt"]
    return jwt.decode(token, OctKey.import_key(SECRET), algorithms=["HS256"]).claims


@pytest.mark.usefixtures("signed_rooms")
def test_the_token_is_bound_to_person_room_and_minute() -> None:
    claims = token_of(join_address(URL, "דנה", moderator=False, now=NOW))
    assert (claims["iss"], claims["aud"], claims["sub"]) == ("guestlink", "guestlink", "meet.example.org")
    assert claims["room"] == "ourroom"
    assert (claims["iat"], claims["nbf"], claims["exp"]) == tuple(int(NOW.timestamp()) + s for s in (0, 0, 60))
    assert claims["context"]["user"]["name"] == "דנה"


@pytest.mark.usefixtures("signed_rooms")
def test_owners_are_moderators_and_guests_are_not_and_all_values_are_strings() -> None:
    """Jitsi raises an error on anything that is not a string, and some plugins take the string "false" for true."""
    owner, guest = (
        token_of(join_address(URL, "Dana", moderator=moderator, now=NOW))["context"]["user"]
        for moderator in (True, False)
    )
    assert owner == {"name": "Dana", "moderator": "true", "affiliation": "owner"}
    assert guest == {"name": "Dana", "affiliation": "member"}


# The path of an address, and the tenant (or the host) and the room that its token must name.
SPELLED = [
    ("/OurRoom", "meet.example.org", "ourroom"),
    ("/OurRoom/", "meet.example.org", "ourroom"),
    ("/Board/OurRoom", "board", "ourroom"),
    ("/Our%20Room", "meet.example.org", "our%20room"),
    ("/%D7%97%D7%93%D7%A8", "meet.example.org", "%d7%97%d7%93%d7%a8"),
    ("/%C3%9CBER", "meet.example.org", "%c3%bcber"),
    ("/a!(b)*~'c", "meet.example.org", "a!(b)*~'c"),
    ("/R@1:2", "meet.example.org", "r%401%3a2"),
    ("/R?x=/y/z", "meet.example.org", "r"),
]


@pytest.mark.usefixtures("signed_rooms")
@pytest.mark.parametrize(("path", "sub", "name"), SPELLED)
def test_the_token_names_tenant_and_room_as_jitsi_spells_them(path: str, sub: str, name: str) -> None:
    claims = token_of(join_address(f"https://meet.example.org{path}", "Dana", moderator=False, now=NOW))
    assert (claims["sub"], claims["room"]) == (sub, name)


@pytest.mark.usefixtures("signed_rooms")
def test_only_the_host_that_trusts_us_gets_a_token() -> None:
    assert is_signed_room(URL)
    for same in ("https://MEET.example.org/OurRoom", "https://meet.example.org./OurRoom", f"{HOST}:8443/OurRoom"):
        assert is_signed_room(same)
        assert "jwt" in join_address(same, "Dana", moderator=False, now=NOW)
    elsewhere = ("https://meet.jit.si/OurRoom", "https://meet.example.org.evil.example/OurRoom")
    for other in (*elsewhere, "http://meet.example.org/OurRoom"):
        assert not is_signed_room(other)
        assert "jwt" not in join_address(other, "Dana", moderator=False, now=NOW)


def test_a_part_of_jitsis_settings_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_JITSI_HOST", "meet.example.org")
    forget()
    with pytest.raises(Misconfigured, match="belong together"):
        settings()


@pytest.mark.usefixtures("signed_rooms")
def test_capitals_in_the_host_do_not_matter_and_anything_but_a_host_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for same in ("Meet.Example.org", "meet.example.org."):
        monkeypatch.setenv("GUESTLINK_JITSI_HOST", same)
        forget()
        assert is_signed_room(URL)
    for wrong in (
        "https://meet.example.org",
        "meet.example.org:8443",
        "meet.example.org/x",
        "u@meet.example.org",
        "[x",
    ):
        monkeypatch.setenv("GUESTLINK_JITSI_HOST", wrong)
        forget()
        with pytest.raises(Misconfigured, match="GUESTLINK_JITSI_HOST"):
            settings()


@pytest.mark.usefixtures("signed_rooms")
@pytest.mark.parametrize(
    ("content", "words"), [(None, "can be read"), ("", "is not empty"), ("short", "at least 32"), (f"{SECRET}\n", None)]
)
def test_the_secret_may_be_in_a_file(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None, words: str | None
) -> None:
    monkeypatch.delenv("GUESTLINK_JITSI_SECRET")
    monkeypatch.setenv("GUESTLINK_JITSI_SECRET_FILE", str(tmp_path / "jitsi"))
    forget()
    if content is not None:
        (tmp_path / "jitsi").write_text(content)
    if words is None:
        assert token_of(join_address(URL, "Dana", moderator=False, now=NOW))["iss"] == "guestlink"
        return
    with pytest.raises(Misconfigured, match=words):
        settings()


def test_a_name_that_was_erased_is_not_handed_over() -> None:
    assert join_address(URL, "", moderator=False, now=NOW) == URL


def test_a_short_secret_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("HOST", "meet.example.org"), ("APP_ID", "guestlink"), ("SECRET", "short")):
        monkeypatch.setenv(f"GUESTLINK_JITSI_{name}", value)
    forget()
    with pytest.raises(Misconfigured, match="at least 32 characters"):
        settings()


# What the address holds, and the fragment with which Dana joins.
FRAGMENTS = {
    "https://meet.jit.si/R#config.a=true&b=%22x%22": "config.a=true&b=%22x%22&userInfo.displayName=%22Dana%22",
    "https://8x8.vc/t/R#config.a=1&userInfo.displayName=%22Host%22": "config.a=1&userInfo.displayName=%22Dana%22",
    "https://meet.jit.si/R#odd": "odd&userInfo.displayName=%22Dana%22",
    "https://meet.jit.si/R#": "userInfo.displayName=%22Dana%22",
    "https://unknown.example.org/R#config.a=1": "config.a=1&userInfo.displayName=%22Dana%22",
    "https://unknown.example.org/R": "userInfo.displayName=%22Dana%22",
    "https://unknown.example.org/R#/odd": "/odd",
    "https://us02web.zoom.us/j/1?pwd=x#success": "success",
    "https://us02web.zoom.us/j/1?pwd=x": "",
    "https://teams.microsoft.com/l/meetup-join/1": "",
    "https://teams.microsoft.us/l/meetup-join/1": "",
    "https://acme.zoom.com/j/1": "",
    "https://acme.webex.com/meet/dana": "",
    "https://global.gototraining.com/join/1": "",
    "https://teams.cloud.microsoft/meet/234?p=x": "",
    "https://bbb.example/b/dan-abc-def": "",
    "https://meet.jit.si.evil.example/R#odd": "odd",
}


@pytest.mark.parametrize("url", FRAGMENTS)
def test_the_name_joins_what_the_fragment_of_a_jitsi_address_holds(url: str) -> None:
    address, _, fragment = join_address(url, "Dana", moderator=False, now=NOW).partition("#")
    assert (address, fragment) == (url.partition("#")[0], FRAGMENTS[url])
    assert join_address(url, "", moderator=False, now=NOW) == url.removesuffix("#"), "without a name, nothing is added"


@pytest.mark.usefixtures("signed_rooms")
def test_the_token_stands_before_the_fragment_and_the_name_joins_it_on_the_host_of_the_settings() -> None:
    address = join_address(f"{URL}?x=1#odd", "Dana", moderator=False, now=NOW)
    assert token_of(address)["room"] == "ourroom"
    assert address.startswith(f"{URL}?x=1&jwt=")
    assert address.partition("#")[2] == "odd&userInfo.displayName=%22Dana%22"
