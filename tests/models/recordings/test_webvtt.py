"""Captions files through the child process: what is kept, how large they may be, and hostile ones (contract 8.60)."""

import contextlib
import time
from collections.abc import Callable

import pytest
import webvtt as other_reader
from ttconv.imsc import reader as imsc  # type: ignore[import-untyped]
from ttconv.vtt import writer as other_writer  # type: ignore[import-untyped]

from models.errors import Invalid
from models.recordings import child, webvtt
from models.recordings.caption_report import Fault
from models.recordings.child import Answer
from models.recordings.webvtt import MAX_CAPTIONS_BYTES, Unreadable, read_captions
from tests.vocabulary.caption_files import SBV, SRT, VTT, compact
from tests.vocabulary.ttml_files import TTML, ttml

NOTHING = "No captions could be read in this file"
HEBREW = SRT.replace("Hi", "שלום לכולם, מה שלומכם היום?")


@pytest.mark.parametrize("text", [SRT, VTT, SBV, TTML["as it should be"].text], ids=["SRT", "WebVTT", "SBV", "TTML"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_each_format_is_kept_as_webvtt_in_utf_8(text: str, encoding: str) -> None:
    read = read_captions(text.encode(encoding), "en")
    assert read.webvtt == b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHi\n"
    assert (read.report.count, read.report.first, read.report.last, read.report.faults) == (1, 1000, 2000, ())
    [caption] = other_reader.from_string(read.webvtt.decode()).captions
    assert (caption.start_in_seconds, caption.end_in_seconds, caption.text) == (1, 2, "Hi")


def test_an_old_encoding_is_found_in_the_child() -> None:
    assert "שלום לכולם" in read_captions(HEBREW.encode("cp1255"), "he").webvtt.decode()


def test_another_library_reads_the_same_times_of_ttml() -> None:
    """ttconv, which is of the authors of IMSC. It takes minutes for a whole film (facts 120)."""
    import xml.etree.ElementTree as ET

    body = '<div><p begin="00:00:01:10" end="00:00:02:20">a</p><p begin="100f" dur="2.5s">b</p></div>'
    for attributes in ({"frameRate": "25"}, {"frameRate": "30", "frameRateMultiplier": "1000 1001"}):
        text = ttml(body, **attributes)
        theirs = other_writer.from_model(imsc.to_model(ET.ElementTree(ET.fromstring(text))))
        ours = read_captions(text.encode(), "en").webvtt.decode()
        expected, found = (
            [(caption.start, caption.end, caption.text) for caption in other_reader.from_string(read).captions]
            for read in (theirs, ours)
        )
        assert found == expected


def test_one_good_caption_of_a_hundred_is_kept_and_ten_faults_are_told() -> None:
    blocks = [f"{at}\n00:00:{at}:x --> 0\nNo\n" for at in range(99)]
    blocks.insert(50, SRT)
    read = read_captions("\n".join(blocks).encode(), "en")
    assert compact(read.webvtt) == ("1000-2000 Hi",)
    assert read.report.faults == tuple((4 * at + 2, Fault.TIME) for at in range(10))
    assert read.report.more == 89


def test_a_replaced_character_is_told_and_its_caption_is_kept() -> None:
    content = HEBREW.encode() + b"\n2\n00:00:03,000 --> 00:00:04,000\n\xd7\n"
    report = read_captions(content, "he").report
    assert (report.count, report.faults) == (2, ((6, Fault.CHARACTERS),))


@pytest.mark.parametrize(
    "content",
    [b"", b"Hello", b"WEBVTT", b"\0" * 1000, b"1\n2\n3\n", b"<tt/>", b"<", bytes(range(256)) * 10, b"[Script Info]\n"],
    ids=range(9),
)
def test_what_has_no_captions_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable, match=NOTHING) as refusal:
        read_captions(content, "en")
    assert (refusal.value.field, refusal.value.report.count) == ("file", 0)


@pytest.mark.parametrize("over", [0, 1])
def test_a_file_may_have_five_mebibytes_and_no_more(over: int) -> None:
    content = SRT.encode() + b"\n" * (MAX_CAPTIONS_BYTES - len(SRT) + over)
    if not over:
        assert read_captions(content, "en").report.count == 1
        return
    with pytest.raises(Invalid, match="5 MB or smaller"):
        read_captions(content, "en")


def filled(text: str, count: int | None = None) -> bytes:
    """Repeated up to the limit."""
    return (text * (count or MAX_CAPTIONS_BYTES // len(text.encode()))).encode()[:MAX_CAPTIONS_BYTES]


BOMB = "".join(f'<!ENTITY a{at + 1} "{f"&a{at};" * 10}">' for at in range(9))
P = '<p begin="1s" end="2s">a</p>'
# Each is made of 5 MB of the worst that its format has. None may cost more than some seconds.
HOSTILE: dict[str, Callable[[], str | bytes]] = {
    "one line": lambda: b"x" * MAX_CAPTIONS_BYTES,
    "one line of digits": lambda: b"0" * MAX_CAPTIONS_BYTES,
    "one line of colons": lambda: filled("0:"),
    "one line of arrows": lambda: filled("-->"),
    "one line of times": lambda: filled("0:0-->"),
    "a caption of five megabytes": lambda: filled(SRT)[:33] + b"x" * 5_000_000,
    "tags that do not end": lambda: SRT.encode() + filled("<i ")[:-99],
    "tags": lambda: SRT.encode() + filled("<i></i>")[:-99],
    "entities that do not end": lambda: SRT.encode() + filled("&a")[:-99],
    "overrides that do not end": lambda: SRT.encode() + filled("{\\")[:-99],
    "half a million captions": lambda: filled("0:0->0:1\n"),
    "captions of a letter": lambda: filled("0:0->0:1\na\n"),
    "faults": lambda: filled("1\n-->\n\n"),
    "gigantic times": lambda: filled("999999999:99:99.999999999 --> 1:1\n"),
    "line breaks": lambda: filled("\n"),
    "style blocks": lambda: b"WEBVTT\n\n" + filled("STYLE\n\n")[:-99],
    "a billion laughs": lambda: f'<!DOCTYPE tt [<!ENTITY a0 "ha">{BOMB}]><tt><body><p begin="1s" end="2s">&a9;</p>',
    "one large entity": lambda: f'<!DOCTYPE tt [<!ENTITY a "{"x" * 10**6}">]><tt>{"&a;" * 10**6}</tt>',
    "a file from outside": lambda: b'<!DOCTYPE tt [<!ENTITY a SYSTEM "file:///etc/passwd">]><tt>&a;</tt>',
    "a document type from outside": lambda: b'<!DOCTYPE tt SYSTEM "http://127.0.0.1:1/x"><tt>&a;</tt>',
    "deep XML": lambda: b"<tt>" + filled("<a>")[:-99],
    "deep spans": lambda: f'<tt><body><p begin="1s" end="2s">{"<span>" * 10**5}',
    "many attributes": lambda: "<tt " + " ".join(f'a{at}="1"' for at in range(300_000)) + "/>",
    "a hundred thousand paragraphs": lambda: f"<tt><body>{P * 10**5}",
    "parts at other times": lambda: (
        "<tt><body><p begin='0s' end='9h'>"
        + "".join(f'<span begin="{at}ms">a</span>' for at in range(100_000))
        + "</p></body></tt>"
    ),
    "paragraphs of 200 parts": lambda: (
        "<tt><body>"
        + ("<p begin='0s' end='9h'>" + "".join(f'<span begin="{at}s">aaaa</span>' for at in range(199)) + "</p>") * 800
    ),
    "a chain of styles": lambda: (
        "<tt><head>" + "".join(f'<style id="s{at + 1}" style="s{at}"/>' for at in range(100_000)) + f"</head><body>{P}"
    ),
    "many names of styles": lambda: f'<tt><body style="{"s " * 2_000_000}">{P}',
    "UTF-16 of lone surrogates": lambda: b"\xff\xfe" + b"\0\xd8" * 2_000_000,
    "UTF-7": lambda: filled("+ADwAIQ-"),
    "zero bytes": lambda: b"\0" * MAX_CAPTIONS_BYTES,
    "high bytes": lambda: b"\xff" * MAX_CAPTIONS_BYTES,
    "escapes of Japanese": lambda: filled("\x1b$B"),
}


@pytest.mark.long
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_takes_seconds_and_harms_nothing(name: str) -> None:
    begun = time.monotonic()
    made = HOSTILE[name]()
    content = made.encode() if isinstance(made, str) else made
    assert len(content) <= MAX_CAPTIONS_BYTES
    # Whether it is refused or not.
    with contextlib.suppress(Invalid):
        read = read_captions(content, "en")
        assert read.report.count == read.webvtt.count(b"-->") > 0
    assert time.monotonic() - begun < 20


GOOD = {"count": 1, "first": 1, "last": 2, "faults": [], "more": 0}
KEPT = b"WEBVTT\n\n00:00:01.000 --> 00:00:02.000\nHi\n"
WRONG: dict[str, tuple[dict[str, object], bytes]] = {
    "no numbers": ({}, KEPT),
    "another count": ({**GOOD, "count": 2}, KEPT),
    "a negative number": ({**GOOD, "more": -1}, KEPT),
    "a text for a number": ({**GOOD, "first": "1"}, KEPT),
    "another fault": ({**GOOD, "faults": [[1, "<script>"]]}, KEPT),
    "too many faults": ({**GOOD, "faults": [[1, "time"]] * 11}, KEPT),
    "a fault of one part": ({**GOOD, "faults": [1]}, KEPT),
    "no WebVTT": (GOOD, b"<script>alert(1)</script>"),
    "a style": (GOOD, KEPT.replace(b"\n\n", b"\n\nSTYLE\n::cue{}\n\n")),
    "a zero byte": (GOOD, KEPT + b"\0"),
    "no UTF-8": (GOOD, KEPT + b"\xff"),
    "an arrow in the text": (GOOD, KEPT + b"-->"),
    "another setting": (GOOD, KEPT.replace(b"2.000", b"2.000 region:a")),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_answer_that_our_code_never_gives_is_refused(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    values, content = GOOD, KEPT
    monkeypatch.setattr(child, "ask", lambda *_: Answer(values, content))
    assert read_captions(b"x", "en").report.count == 1
    values, content = WRONG[name]
    with pytest.raises(Invalid, match=NOTHING):
        read_captions(b"x", "en")


@pytest.mark.parametrize("work", ["segfault", "say_garbage"])
def test_a_child_that_fails_is_a_refusal(work: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(webvtt, "READ_LINES", f"tests.vocabulary.misbehaving:{work}")
    with pytest.raises(Invalid, match=NOTHING):
        read_captions(SRT.encode(), "en")
