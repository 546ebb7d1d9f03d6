"""Addresses of rooms, read as browsers read them (contract 6.15, 10.9)."""

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
    "https://bbb.example/b/Our Room": "https://bbb.example/b/Our%20Room",
    "https://e.org//https://f.org/x": "https://e.org//https://f.org/x",
    "https://myhttps.example//x?y=https://z#http://": "https://myhttps.example//x?y=https://z#http://",
    "intranet/room": "https://intranet/room",
    "a_b.example/room": "https://a_b.example/room",
}
KEPT |= {
    f"{before}https://meet.example.org/R{after}": "https://meet.example.org/R"
    for before, after in ('""', "''", "<>", "()", "“”", "„“", "””", "«»", "‘’", "‹›", "״״", ("« ", " »"), (" <", "> "))
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

# Other text than an address, which would lead to a host that cannot be.
REFUSED += ["https//meet.jit.si/OurRoom", "HTTP//meet.jit.si/OurRoom", "https://https//meet.jit.si/OurRoom"]
REFUSED += ["+16699006833,,12345678901# US", "(https//meet.jit.si/OurRoom)", "<", '""', "“https://meet.jit.si/R” ,"]
REFUSED += [
    "→https://meet.jit.si/R",
    "https://https://meet.jit.si/R",
    "会議室https://meet.jit.si/R",
    "https:https://e.org/x",
]
REFUSED += ['https://meet.jit.si"/x', "https://a,b/x", "https://-e.org/x", "https://a..b/x", "https://e.org*/x"]
# An address with more text behind it.
REFUSED += [
    "https://us02web.zoom.us/j/123?pwd=abc (Passcode: 1234)",
    "zoom.us/j/1 Passcode 5",
    "https://teams.microsoft.com/meet/234?p=x Passcode: y",
    "https://teams.cloud.microsoft/meet/234?p=x\u00a0y",
    "https://acme.webex.com/meet/dana, 123 456",
    "https://meet.google.com/abc-defg-hij Dial-in: +1",
    "https://global.gotomeeting.com/join/123 456",
]


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
