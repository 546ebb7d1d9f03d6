"""Captions files as programs and people write them, and what is read of them.

Each is: its text, the captions that are read, and the faults by line. A caption is written `start-end text`, in
milliseconds, with `|` for a line break.
"""

import re
from dataclasses import dataclass

from models.recordings.caption_report import Fault

TIME, ORDER, EMPTY, LONG = Fault.TIME, Fault.ORDER, Fault.EMPTY, Fault.LONG
CUE = re.compile(r"(\d+):(\d\d):(\d\d)\.(\d{3}) --> (\d+):(\d\d):(\d\d)\.(\d{3})( [^\n]+)?\n(.+)", re.DOTALL)


@dataclass(frozen=True)
class CaptionFile:
    text: str
    captions: tuple[str, ...]
    faults: tuple[tuple[int, Fault], ...] = ()


def file(text: str, *captions: str, faults: tuple[tuple[int, Fault], ...] = ()) -> CaptionFile:
    return CaptionFile(text, captions, faults)


def compact(webvtt: bytes) -> tuple[str, ...]:
    """What is kept, as this table writes it."""
    header, *blocks = webvtt.decode().removesuffix("\n").split("\n\n") if webvtt else ["WEBVTT"]
    assert header == "WEBVTT"
    found = []
    for block in blocks:
        match = CUE.fullmatch(block)
        assert match, block
        start, end = (
            ((int(match[at]) * 60 + int(match[at + 1])) * 60 + int(match[at + 2])) * 1000 + int(match[at + 3])
            for at in (1, 5)
        )
        found.append(f"{start}-{end}{match[9] or ''} {match[10].replace(chr(10), '|')}")
    return tuple(found)


ONE = "1000-2000 Hi"
SRT = "1\n00:00:01,000 --> 00:00:02,000\nHi\n"
VTT = "WEBVTT\n\n00:01.000 --> 00:02.000\nHi\n"
SBV = "0:00:01.000,0:00:02.000\nHi\n"

SUBRIP = {
    "as it should be": file(SRT + "\n2\n00:00:03,000 --> 00:00:04,500\nAll\ntogether\n", ONE, "3000-4500 All|together"),
    "a mark before it": file("\ufeff" + SRT, ONE),
    "a mark amid it": file(SRT + "\n\ufeff2\n00:00:03,000 --> 00:00:04,000\n\ufeffYes\n", ONE, "3000-4000 Yes"),
    "carriage returns": file(SRT.replace("\n", "\r\n"), ONE),
    "carriage returns twice": file(SRT.replace("\n", "\r\r\n") + "\r\r\n2\r\r\n-->", ONE, faults=((6, TIME),)),
    "old carriage returns": file(SRT.replace("\n", "\r"), ONE),
    "blank lines before it": file("\n\n\n" + SRT, ONE),
    "no line break at its end": file(SRT.rstrip(), ONE),
    "hours of one digit": file("1\n0:00:01,000 --> 0:00:02,000\nHi\n", ONE),
    "no hours": file("1\n00:01,000 --> 00:02,000\nHi\n", ONE),
    "more than 59 minutes without hours": file("1\n75:01,000 --> 75:02,000\nHi\n", "4501000-4502000 Hi"),
    "100 hours": file("1\n100:00:01,000 --> 1000:00:02,000\nHi\n", "360001000-3600002000 Hi"),
    "points": file("1\n00:00:01.000 --> 00:00:02.000\nHi\n", ONE),
    "colons": file("1\n00:00:01:000 --> 00:00:02:000\nHi\n", ONE),
    "frames, of which nobody knows the rate": file("1\n00:00:01:12 --> 00:00:02:00\nHi\n", faults=((2, TIME),)),
    "fewer digits": file("1\n00:00:01,0 --> 00:00:02,25\nHi\n", "1000-2250 Hi"),
    "more digits": file("1\n00:00:01,000000 --> 00:00:02,000999\nHi\n", ONE),
    "whole seconds": file("1\n00:00:01 --> 00:00:02\nHi\n", ONE),
    "no blanks around the arrow": file("1\n00:00:01,000-->00:00:02,000\nHi\n", ONE),
    "many blanks and tabs around the arrow": file("1\n 00:00:01,000  \t-->\t  00:00:02,000  \nHi\n", ONE),
    "blanks in times, by translation programs": file("1\n00: 00: 01,000 -> 00: 00: 02,000\nHi\n", ONE),
    "a short arrow": file("1\n00:00:01,000 -> 00:00:02,000\nHi\n", ONE),
    "an arrow of a word processor": file("1\n00:00:01,000 –> 00:00:02,000\nHi\n", ONE),
    "an arrow of HTML": file("1\n00:00:01,000 --&gt; 00:00:02,000\nHi\n", ONE),
    "marks of direction around times": file("1\n\u202a00:00:01,000 --> 00:00:02,000\u202c\nHi\n", ONE),
    "no numbers": file("00:00:01,000 --> 00:00:02,000\nHi\n\n00:00:03,000 --> 00:00:04,000\nYes", ONE, "3000-4000 Yes"),
    "no blank lines": file(SRT + "2\n00:00:03,000 --> 00:00:04,000\nYes\n", ONE, "3000-4000 Yes"),
    "no blank lines, and a year at the end of a text": file(
        "00:00:01,000 --> 00:00:02,000\nIn\n1984\n00:00:03,000 --> 00:00:04,000\nYes",
        "1000-2000 In|1984",
        "3000-4000 Yes",
    ),
    "a number for a text": file(SRT.replace("Hi", "1984"), "1000-2000 1984"),
    "a blank line in a text": file(
        SRT + "\nand again\n\n2\n00:00:03,000 --> 00:00:04,000\nYes", "1000-2000 Hi|and again", "3000-4000 Yes"
    ),
    "a blank line after each line": file(SRT.replace("\n", "\n\n"), ONE),
    "a blank line after each number": file(
        "1\n\n00:00:01,000 --> 00:00:02,000\nHi\n\n2\n\n00:00:03,000 --> 00:00:04,000\nYes\n", ONE, "3000-4000 Yes"
    ),
    "places": file("1\n00:00:01,000 --> 00:00:02,000 X1:100 X2:200 Y1:1 Y2:9\nHi\n", ONE),
    "italics, bold and underlined": file(
        SRT.replace("Hi", "<i>a</i><B>b</B><u>c</u>"), "1000-2000 <i>a</i><b>b</b><u>c</u>"
    ),
    "fonts": file(SRT.replace("Hi", '<font color="#fff" size=3>Hi</font>'), ONE),
    "em and strong": file(SRT.replace("Hi", "<em>a</em> <strong>b</strong>"), "1000-2000 <i>a</i> <b>b</b>"),
    "breaks of HTML": file(SRT.replace("Hi", "a<br>b<br />c"), "1000-2000 a|b|c"),
    "other words in pointed brackets": file(
        SRT.replace("Hi", "<laughs> & <script>"), "1000-2000 &lt;laughs&gt; &amp; &lt;script&gt;"
    ),
    "an override at the top": file(SRT.replace("Hi", "{\\an8}Hi"), "1000-2000 line:0 Hi"),
    "an override at the bottom": file(SRT.replace("Hi", "{\\an2\\i1}Hi{\\i0}"), ONE),
    "line breaks of ASS": file(SRT.replace("Hi", "a\\Nb\\hc"), "1000-2000 a|b c"),
    "entities": file(
        SRT.replace("Hi", "a &amp; b&nbsp;&lt;3 &#8211; &eacute; AT&T &copy"),
        "1000-2000 a &amp; b\xa0&lt;3 – é AT&amp;T &amp;copy",
    ),
    "an arrow in a text": file(SRT.replace("Hi", "a --> b -> c"), "1000-2000 a --&gt; b -&gt; c"),
    "less than": file(SRT.replace("Hi", "1 < 2 > 0"), "1000-2000 1 &lt; 2 &gt; 0"),
    "zero bytes": file(SRT.replace("Hi", "H\0i\x07"), ONE),
    "marks of direction in a text": file(SRT.replace("Hi", "\u200fשלום!\u200f"), "1000-2000 \u200fשלום!\u200f"),
    "separators of Unicode": file(SRT.replace("Hi", "a\u2028b\x85c"), "1000-2000 a|b|c"),
    "an end before its start": file("1\n00:00:05,000 --> 00:00:02,000\nHi\n\n" + SRT, ONE, faults=((2, ORDER),)),
    "an end at its start": file("1\n00:00:02,000 --> 00:00:02,000\nHi\n\n" + SRT, ONE, faults=((2, ORDER),)),
    "an end a millisecond after its start": file("1\n00:00:02,000 --> 00:00:02,001\nHi\n", "2000-2001 Hi"),
    "no text": file(
        "1\n00:00:05,000 --> 00:00:06,000\n\n2\n00:00:01,000 --> 00:00:02,000\nHi\n", ONE, faults=((2, EMPTY),)
    ),
    "nothing but a tag": file(SRT.replace("Hi", "<font></font>"), faults=((2, EMPTY),)),
    "over each other": file(SRT + "\n2\n00:00:01,500 --> 00:00:03,000\nYes\n", ONE, "1500-3000 Yes"),
    "out of order": file("1\n00:00:05,000 --> 00:00:06,000\nYes\n\n" + SRT, ONE, "5000-6000 Yes"),
    "61 seconds": file("1\n00:00:61,000 --> 00:01:62,000\nHi\n", faults=((2, TIME),)),
    "60 minutes": file("1\n00:60:01,000 --> 00:60:02,000\nHi\n", faults=((2, TIME),)),
    "digits and marks of Chinese": file("１\n００：００：０１，０００ －－＞ ００：００：０２，０００\nHi\n", ONE),
    "digits and marks of Arabic": file("١\n٠٠:٠٠:٠١٫٠٠٠ --> ٠٠:٠٠:٠٢،٠٠٠\nHi\n", ONE),
    "half of the times": file("1\n00:00:01,000 -->\nHi\n", faults=((2, TIME),)),
    "a letter in a time": file(
        "1\n00:00:O1,000 --> 00:00:02,000\nNo\n\n" + SRT.replace("1", "2", 1), ONE, faults=((2, TIME),)
    ),
    "a letter in a time, without blank lines": file(
        SRT + "2\n00:00:0x,000 --> 00:00:04,000\nNo\n", ONE, faults=((5, TIME),)
    ),
    "a time without an arrow": file(SRT + "\n2\n00:00:03,000 00:00:04,000\nNo\n", ONE, faults=((6, TIME),)),
    "a number and a text": file(SRT + "\n2\nNo\n", ONE, faults=((6, TIME),)),
    "minus": file("1\n-00:00:01,000 --> 00:00:02,000\nHi\n", faults=((2, TIME),)),
    "hours without end": file(f"1\n{'9' * 5000}:00:00,000 --> {'9' * 5001}:00:00,000\nHi\n", faults=((2, TIME),)),
    "10,000 hours": file("1\n9999:59:59,999 --> 10000:00:00,000\nHi\n", faults=((2, TIME),)),
    "a text before it": file("By somebody\n\n" + SRT, ONE, faults=((1, TIME),)),
    "10,000 characters": file(SRT.replace("Hi", "x" * 10_000), "1000-2000 " + "x" * 10_000),
    "10,001 characters": file(SRT.replace("Hi", "x" * 10_001), faults=((2, LONG),)),
    "nothing": file(""),
    "a text": file("Hello, this is a letter.\n", faults=((1, TIME),)),
    "numbers only": file("1\n\n2\n\n3\n"),
}
WEBVTT = {
    "as it should be": file(VTT, ONE),
    "its beginning only": file("WEBVTT"),
    "a mark before it": file("\ufeff" + VTT, ONE),
    "a title and a header": file(VTT.replace("WEBVTT", "WEBVTT - Title\nKind: captions\nLanguage: en"), ONE),
    "no blank line after its beginning": file(VTT.replace("\n\n", "\n", 1), ONE),
    "names of captions": file(VTT.replace("\n\n", "\n\nfirst\n", 1), ONE),
    "times of SubRip": file("WEBVTT\n\n1\n00:00:01,000 --> 00:00:02,000\nHi\n", ONE),
    "comments, styles and regions": file(
        VTT.replace("\n\n", "\n\nNOTE no\nno\n\nSTYLE\n::cue { color: red }\n\nREGION\nid:a\n\nNOTE\n\n", 1), ONE
    ),
    "carriage returns twice": file(VTT.replace("\n", "\r\r\n"), ONE),
    "line feeds before carriage returns": file(VTT.replace("\n", "\n\r"), ONE),
    "old carriage returns": file(VTT.replace("\n", "\r"), ONE),
    "a line of blanks before a text, as YouTube writes": file(
        VTT.replace("Hi", " \nHi <00:01.500><c>you</c>\n\n00:02.000 --> 00:02.010\nHi you\n "),
        *("1000-2000 Hi <00:01.500><c>you</c>", "2000-2010 Hi you"),
    ),
    "blanks within a text": file(VTT.replace("Hi", "Hi\n\t \nyou\n \n \nand you\n \n"), "1000-2000 Hi|you|and you"),
    "blanks between captions": file(
        VTT + " \n00:03.000 --> 00:04.000\na\n \nname\n00:05.000 --> 00:06.000\nb\n \n \nNOTE no\n",
        *(ONE, "3000-4000 a", "5000-6000 b"),
    ),
    "parts of a stream": file(
        VTT + "\n\ufeffWEBVTT\nX-TIMESTAMP-MAP=MPEGTS:9,LOCAL:0\n\n00:03.000 --> 00:04.000\na\n", ONE, "3000-4000 a"
    ),
    "settings": file(
        VTT.replace("2.000", "2.000 line:0 position:20%,line-left size:35.5% align:start vertical:rl"),
        "1000-2000 line:0 position:20%,line-left size:35.5% align:start vertical:rl Hi",
    ),
    "settings that are none": file(
        VTT.replace("2.000", "2.000 line:x align:middle region:a size:101% onclick:1 line:-2"), "1000-2000 line:-2 Hi"
    ),
    "tags": file(
        VTT.replace("Hi", "<v Ann & Bob><c.a.b>x</c> <ruby>y<rt>z</rt></ruby></v> <lang he>w</lang> <00:01.500>t"),
        "1000-2000 <v Ann &amp; Bob><c.a.b>x</c> <ruby>y<rt>z</rt></ruby></v> <lang he>w</lang> <00:01.500>t",
    ),
    "tags that are none": file(VTT.replace("Hi", "<script>a</script><img src=x><b/>b"), "1000-2000 a<b>b"),
    "entities": file(
        VTT.replace("Hi", "a &lt;i&gt; &amp;amp; &lrm;&rlm;"), "1000-2000 a &lt;i&gt; &amp;amp; \u200e\u200f"
    ),
    "a block without times": file(
        VTT + "\nHello\n\n00:03.000 --> 00:04.000\nYes\n", ONE, "3000-4000 Yes", faults=((6, TIME),)
    ),
    "no text": file("WEBVTT\n\n00:01.000 --> 00:02.000", faults=((3, EMPTY),)),
}
SBVS = {
    "as it should be": file(SBV + "\n0:00:03.000,0:00:04.000\na[br]b\nc\n", ONE, "3000-4000 a|b|c"),
    "carriage returns": file(SBV.replace("\n", "\r\n"), ONE),
    "a blank between the times": file(SBV.replace(",", ", "), ONE),
    "no blank line": file(SBV + "0:00:03.000,0:00:04.000\nYes\n", ONE, "3000-4000 Yes"),
    "times in a text": file(SBV.replace("Hi", "10:30, 11:30 or 10:30,11:30"), "1000-2000 10:30, 11:30 or 10:30,11:30"),
    "a wrong time": file(SBV + "\n0:00:61.000,0:01:02.000\nNo\n", ONE, faults=((4, TIME),)),
    "a letter in a time": file(SBV + "\n0:00:x.000,0:01:02.000\nNo\n", ONE, faults=((4, TIME),)),
}


FORMATS = {"SubRip": SUBRIP, "WebVTT": WEBVTT, "SBV": SBVS}
