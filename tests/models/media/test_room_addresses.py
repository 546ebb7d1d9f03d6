"""Addresses of rooms, read as browsers read them (contract 6.15, 10.9), and one person's own way in (contract 10.8)."""

import pytest

from models.errors import Invalid
from models.media.room_addresses import LIKE, PERSONAL, clean_join_url, is_personal

KEPT = {
    "https://meet.example.org/OurRoom": "https://meet.example.org/OurRoom",
    "  https://meet.example.org/R?config=1 ": "https://meet.example.org/R?config=1",
    "\u200fhttps://meet.example.org/R\u200b": "https://meet.example.org/R",
    "http://10.0.0.1:8080/x/y": "http://10.0.0.1:8080/x/y",
    "meet.jit.si/OurRoom": "https://meet.jit.si/OurRoom",
    "//meet.jit.si/OurRoom": "https://meet.jit.si/OurRoom",
    "MEET.JIT.SI:443/OurRoom": "https://meet.jit.si/OurRoom",
    "meet.example.org:8443/OurRoom": "https://meet.example.org:8443/OurRoom",
    "localhost:8000/OurRoom": "https://localhost:8000/OurRoom",
    "[2001:db8::1]:8443/x": "https://[2001:db8::1]:8443/x",
    "HTTPS:\\\\meet.example.org\\x": "https://meet.example.org/x",
    "https:meet.example.org/x": "https://meet.example.org/x",
    "https:///meet.example.org/x": "https://meet.example.org/x",
    "https://meet.jit.si/Our Room": "https://meet.jit.si/Our%20Room",
    "https://meet.jit.si/Our%20Room": "https://meet.jit.si/Our%20Room",
    "https://meet.jit.si/חדר": "https://meet.jit.si/%D7%97%D7%93%D7%A8",
    "https://meet.jit.si/Über?für=ß": "https://meet.jit.si/%C3%9Cber?f%C3%BCr=%C3%9F",
    'https://meet.jit.si/"<x>`': "https://meet.jit.si/%22%3Cx%3E%60",
    "https://bücher.example/x": "https://xn--bcher-kva.example/x",
    "https://ישיבה.קום/x": "https://xn--5dbgna3f.xn--9dbq2a/x",
    "https://meet。example。org/x": "https://meet.example.org/x",
    "https://meet.example.org./x": "https://meet.example.org./x",
    "https://meet.example.org/a/../b": "https://meet.example.org/b",
    "https://meet.jit.si/R#config.startWithAudioMuted=true": "https://meet.jit.si/R#config.startWithAudioMuted=true",
    "https://call.example.org/#/OurRoom": "https://call.example.org/#/OurRoom",
    "https://meet.example.org/x#ü y": "https://meet.example.org/x#%C3%BC%20y",
    "https://e.org/" + "x" * 1986: "https://e.org/" + "x" * 1986,
}


@pytest.mark.parametrize("typed", KEPT)
def test_an_address_is_kept_as_browsers_write_it(typed: str) -> None:
    assert clean_join_url(typed) == KEPT[typed]
    assert clean_join_url(KEPT[typed]) == KEPT[typed], "read again, it is the same"
    assert not is_personal(typed)


REFUSED = ["", "  ", "\u200f", "ftp://meet.example.org/x", "javascript:alert(1)", "data:text/html,x", "mailto:a@e.org"]
REFUSED += ["zoommtg://zoom.us/join?confno=1", "file:///etc/passwd", "https://", "https:///", "/OurRoom", "?x=1", "#x"]
REFUSED += ["https://meet.example.org", "https://meet.example.org/", "https://meet.example.org/?x=1"]
REFUSED += ["https://user:pass@meet.example.org/x", "https://user@meet.example.org/x", "dana@meet.example.org/x"]
REFUSED += ["https://meet.example.org:0/x", "https://meet.example.org:25/x", "https://meet.example.org:99999/x"]
REFUSED += ["https://meet example.org/x", "https://[::1/x", "https://[fe80::1%25eth0]/x", "https://1.2.3.256/x"]
REFUSED += [
    "https://e.org/\0",
    "https://e.org/\ud800",
    "https://e.org/x\ny",
    "https://e.org/x\ty",
    "https://e.org/\u2028",
]
REFUSED += ["https://e.org/" + "x" * 1987, "https://e.org/" + "ü" * 400, "C:/x", "OurRoom", "https://xn--\u00ad/x"]


@pytest.mark.parametrize("typed", REFUSED)
@pytest.mark.parametrize("personal", [False, True])
def test_anything_else_is_refused_confirmed_or_not(typed: str, *, personal: bool) -> None:
    with pytest.raises(Invalid) as refusal:
        clean_join_url(typed, personal=personal)
    assert refusal.value.field == "join_url"
    assert refusal.value.sentence != PERSONAL
    assert not is_personal(typed)


def test_the_sentence_says_what_is_wrong() -> None:
    for typed, words in (("", "Enter the address"), ("x", LIKE), ("e.org/" + "x" * 2000, "2,000 characters or fewer")):
        with pytest.raises(Invalid, match=words):
            clean_join_url(typed)


OWN = {
    "https://bbb.example/bigbluebutton/api/join?fullName=D&meetingID=m&password=p&checksum=ab12": "checksum",
    "https://bbb.example/html5client/join?sessionToken=ab12": "token",
    "https://zoom.us/s/123456789": "starts the meeting",
    "https://zoom.us/%73/1": "starts the meeting",
    "https://zoom.us/wc/1/st%61rt": "starts the meeting",
    "https://zoom.us//s/1": "starts the meeting",
    "https://zoom.us./%2Fs/1": "starts the meeting",
    "https://meet.example.org/Room%3Bjsessionid=1": "token",
    "https://us02web.zoom.us/s/123456789?zak=eyJ": "starts the meeting",
    "https://us02web.zoom.us/wc/123456789/start": "starts the meeting",
    "https://zoom.us/j/123?zak=eyJ": "key of the host",
    "https://us02web.zoom.us/w/123?tk=abc&pwd=1": "registered",
    "https://teams.microsoft.com/meetingOptions/?organizerId=1&tenantId=2": "starts the meeting",
    "https://acme.webex.com/acme/m.php?AT=HM&MK=1": "starts the meeting",
    "https://acme.webex.com/acme/j.php?MTID=m1&hostKey=123456": "key of the host",
    "https://global.gotomeeting.com/host/123": "starts the meeting",
    "https://global.gotowebinar.com/join/123456/789012": "registered",
    "https://acme.whereby.com/room?roomKey=eyJ": "key of the host",
    "https://acme.daily.co/room?t=eyJ": "token",
    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fe.org&data=05|dana@e.org#x": "name or address",
    "https://8x8.vc/vpaas-magic-cookie-1/Room?jwt=eyJ": "token",
    "https://meet.jit.si/Room#jwt=eyJ": "token",
    "https://meet.example.org/Room?TOKEN=x": "token",
    "https://meet.example.org/Room?a=1;access_token=x": "token",
    "https://call.example.org/#/Room?auth=x": "token",
    "https://meet.example.org/Room;jsessionid=1": "token",
    "https://meet.example.org/Room?sig=x": "checksum",
}


@pytest.mark.parametrize("typed", OWN)
def test_one_persons_own_way_in_is_taken_only_when_confirmed(typed: str) -> None:
    with pytest.raises(Invalid, match=OWN[typed]) as refusal:
        clean_join_url(typed)
    assert refusal.value.sentence == PERSONAL
    assert is_personal(typed)
    assert clean_join_url(typed, personal=True).partition("?")[0] == typed.partition("?")[0]


FOR_ALL = [
    "https://us02web.zoom.us/j/123456789?pwd=abc.1#success",
    "https://zoom.us/my/dana?pwd=x",
    "zoom.us/w/1?wpk=1",
]
FOR_ALL += ["https://teams.microsoft.com/l/meetup-join/19%3ameeting_x%40thread.v2/0?context=%7b%7d"]
FOR_ALL += [
    "https://teams.live.com/meet/123?p=abc",
    "https://acme.webex.com/acme/j.php?MTID=m1",
    "acme.webex.com/meet/dana",
]
FOR_ALL += ["https://global.gotomeeting.com/join/123456789", "https://app.goto.com/meeting/123456789"]
FOR_ALL += ["https://meet.google.com/abc-defg-hij?authuser=1", "https://whereby.com/acme", "https://acme.daily.co/room"]
FOR_ALL += [
    "https://bbb.example/rooms/abc-def-ghi/join",
    "https://bbb.example/b/dan-abc-def",
    "https://e.org/join?token=",
]
FOR_ALL += [
    "https://e.org/token/x",
    "https://e.org/x?tokens=1&t=5",
    "https://evilzoom.us/s/1",
    "https://e.org/x?password=1",
]


@pytest.mark.parametrize("typed", FOR_ALL)
def test_the_way_in_for_everybody_is_taken_at_once(typed: str) -> None:
    assert clean_join_url(typed)
    assert not is_personal(typed)
