"""TTML captions as programs write them, and what is read of them, as in `caption_files.py`."""

from models.recordings.caption_report import Fault
from tests.vocabulary.caption_files import EMPTY, ONE, ORDER, TIME, file


def ttml(body: str, head: str = "", **attributes: str) -> str:
    given = "".join(f' ttp:{name}="{value}"' for name, value in attributes.items())
    spaces = 'xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter"'
    styles = 'xmlns:tts="http://www.w3.org/ns/ttml#styling" xml:lang="en"'
    declared = '<?xml version="1.0" encoding="UTF-8"?>'
    return f"{declared}\n<tt {spaces} {styles}{given}>\n<head>{head}</head>\n<body>{body}</body></tt>"


P = '<div><p begin="00:00:01.000" end="00:00:02.000">Hi</p></div>'
TTML = {
    "as it should be": file(ttml(P), ONE),
    "no declaration": file(ttml(P).split("\n", 1)[1], ONE),
    "seconds and durations": file(
        ttml('<div><p begin="1s" dur="1s">Hi</p><p begin="1.5m" dur="500ms">b</p><p begin="1h" dur="1m">c</p></div>'),
        ONE,
        "90000-90500 b",
        "3600000-3660000 c",
    ),
    "frames": file(ttml('<div><p begin="00:00:01:00" end="50f">Hi</p></div>', frameRate="25"), ONE),
    "frames of NTSC": file(
        ttml('<div><p begin="30f" end="60f">Hi</p></div>', frameRate="30", frameRateMultiplier="1000 1001"),
        "1001-2002 Hi",
    ),
    "ticks": file(ttml('<div><p begin="10000000t" end="20000000t">Hi</p></div>', tickRate="10000000"), ONE),
    "short times": file(ttml('<div><p begin="0:00:01,0" end="0:02">Hi</p></div>'), ONE),
    "times of what is around": file(
        ttml('<div begin="10s"><p begin="1s" end="2s">Hi</p><p begin="3s">b</p></div>', ""),
        "11000-12000 Hi",
        "13000-23000 b",
    ),
    "one after another": file(
        ttml('<div timeContainer="seq"><p dur="1s">a</p><p begin="1s" dur="2s">b</p></div>'), "0-1000 a", "2000-4000 b"
    ),
    "parts at other times": file(
        ttml('<div><p begin="1s" end="4s"><span begin="0s">a </span><span begin="1s">b</span></p></div>'),
        "1000-2000 a",
        "2000-4000 a b",
    ),
    "no end": file(ttml('<div><p begin="1s">a</p><p begin="3s">b</p></div>'), "1000-3000 a", "3000-13000 b"),
    "breaks and blanks": file(ttml(P.replace("Hi", "\n   a\n   b<br/>  c  ")), "1000-2000 a b|c"),
    "styles": file(
        ttml(
            P.replace(
                "Hi", '<span style="s">a</span> <span tts:fontWeight="bold" tts:textDecoration="underline">b</span>'
            ),
            '<styling><style xml:id="s" tts:fontStyle="italic"/></styling>',
        ),
        "1000-2000 <i>a</i> <b><u>b</u></b>",
    ),
    "what is not shown": file(
        ttml(P.replace("Hi", 'Hi<span tts:display="none">no</span><metadata>no</metadata>')), ONE
    ),
    "entities": file(
        ttml(P.replace("Hi", "a &lt; b &amp; c&nbsp;&#233; AT&T")), "1000-2000 a &lt; b &amp; c\xa0é AT&amp;T"
    ),
    "names with prefixes": file(
        '<tt:tt xmlns:tt="http://www.w3.org/ns/ttml"><tt:body><tt:div><tt:p begin="00:00:01.000" end="00:00:02.000">'
        "<tt:span>Hi</tt:span></tt:p></tt:div></tt:body></tt:tt>",
        ONE,
    ),
    "an old namespace": file(ttml(P).replace("http://www.w3.org/ns/ttml", "http://www.w3.org/2006/10/ttaf1"), ONE),
    "a prefix that is not declared": file(ttml(P.replace("<p", '<p ebuttm:x="1"')), ONE),
    "a wrong time": file(
        ttml('<div><p begin="x" end="2s">No</p>\n<p begin="1s" end="2s">Hi</p></div>'), ONE, faults=((4, TIME),)
    ),
    "no time": file(ttml("<div><p>No</p></div>" + P), ONE, faults=((4, TIME),)),
    "an end before its start": file(ttml('<div><p begin="3s" end="2s">No</p></div>' + P), ONE, faults=((4, ORDER),)),
    "no text": file(ttml('<div><p begin="1s" end="2s"> <br/> </p></div>'), faults=((4, EMPTY),)),
    "cut off": file(ttml(P)[:-18], ONE, faults=((4, Fault.BROKEN),)),
    "another document": file("<html><body><p>Hi</p></body></html>", faults=((1, Fault.BROKEN),)),
    "entities of its own": file(
        '<!DOCTYPE tt [<!ENTITY a "aaaa">]>\n' + ttml(P.replace("Hi", "&a;")).split("\n", 1)[1],
        faults=((1, Fault.BROKEN),),
    ),
}
