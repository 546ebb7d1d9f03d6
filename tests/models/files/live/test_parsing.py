"""What is read of a playlist, and how it goes out (contract 9.4, 9.9)."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.files.live import parsing, playlists, runs

HEAD = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n"
SEGMENT = "#EXTINF:4.0,\na{}.ts\n"


def parsed(text: str, path: str = "index.m3u8", *, files: tuple[str, ...] = ()) -> playlists.Playlist:
    return parsing.read(text.encode(), path, files.__contains__)


def sent(text: str, path: str = "index.m3u8") -> str:
    found = parsed(text, path)
    run = None if found.is_list_of_playlists else runs.follow(None, found, written=1, written_of=lambda _path: 1)
    return runs.text(found, run)


def sent_or_read(text: str) -> str:
    found = parsed(text)
    return sent(text) if found.blocks else runs.text(found, None)


PARTS = '#EXT-X-PART:DURATION=0.5,URI="p1.mp4"\n' + SEGMENT.format(1) + '#EXT-X-PART:DURATION=0.5,URI="p2.mp4"\n'
AUDIO = '#EXTM3U\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="Deutsch",URI="a/de.m3u8"\n'
VARIANT = '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"\nv/720.m3u8\n'
PLAIN = [
    HEAD + SEGMENT.format(1),
    HEAD + "#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-DISCONTINUITY-SEQUENCE:2\n" + SEGMENT.format(7) + SEGMENT.format(8),
    HEAD + '#EXT-X-MAP:URI="init.mp4"\n#EXT-X-KEY:METHOD=AES-128,URI="k/enc.key",IV=0x1\n' + SEGMENT.format(1),
    HEAD + "#EXT-X-PROGRAM-DATE-TIME:2026-01-01T00:00:00Z\n" + SEGMENT.format(1) + "#EXT-X-DISCONTINUITY\n",
    HEAD + SEGMENT.format(1) + "#EXT-X-DISCONTINUITY\n" + SEGMENT.format(2),
    HEAD + "#EXT-X-BYTERANGE:100@0\n" + SEGMENT.format(1),
    HEAD + "#EXT-X-PART-INF:PART-TARGET=0.5\n" + PARTS,
    AUDIO + VARIANT + '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="i.m3u8"\n',
]


@pytest.mark.parametrize("text", PLAIN)
def test_a_playlist_of_plain_names_goes_out_as_it_is(text: str) -> None:
    assert sorted(sent(text).splitlines()) == sorted(text.removesuffix("#EXT-X-DISCONTINUITY\n").splitlines())


def test_line_ends_a_byte_order_mark_and_code_pages_are_read() -> None:
    text = HEAD + "#EXTINF:4.0,\nÜbertragung 1.ts\n"
    for content in (text.encode("utf-8-sig"), text.replace("\n", "\r\n").encode(), text.encode("cp1252")):
        assert parsing.read(content, "x.m3u8", lambda _path: False).paths == ["Übertragung 1.ts"]
    assert sent(text).splitlines()[-1] == "%C3%9Cbertragung%201.ts"
    assert parsed(HEAD + "#EXTINF:4,\u2028title\x0b\na.ts").paths == ["a.ts"], "only line ends end a line"


def test_end_kind_and_waiting_do_not_go_out() -> None:
    control = "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES,PART-HOLD-BACK=1.5,CAN-SKIP-UNTIL=24\n"
    hints = '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p3.mp4"\n#EXT-X-RENDITION-REPORT:URI="../x.m3u8",LAST-MSN=1\n'
    text = HEAD + "#EXT-X-PLAYLIST-TYPE:EVENT\n" + control + SEGMENT.format(1) + hints + "#EXT-X-ENDLIST\n"
    assert sent(text) == HEAD + "#EXT-X-SERVER-CONTROL:PART-HOLD-BACK=1.5\n" + SEGMENT.format(1)
    assert parsed(text).has_ended
    assert sent(HEAD + "#EXT-X-SERVER-CONTROL:CAN-SKIP-UNTIL=24\n" + SEGMENT.format(1)) == HEAD + SEGMENT.format(1)


@pytest.mark.parametrize(
    ("line", "grows"),
    [
        ("#EXT-X-BYTERANGE:100@0", True),
        ('#EXT-X-PART:DURATION=1,URI="a2.ts",BYTERANGE="800@0"', True),
        ('#EXT-X-PART:DURATION=1,BYTERANGE=800,URI="a2.ts"', True),
        ('#EXT-X-PRELOAD-HINT:TYPE=PART,URI="a2.ts",BYTERANGE-START=800', True),
        ('#EXT-X-PART:DURATION=1,URI="p1.ts"', False),
        ('#EXT-X-PRELOAD-HINT:TYPE=PART,URI="p1.ts"', False),
        ('#EXT-X-MAP:URI="init.mp4",BYTERANGE="800@0"', False),
    ],
)
def test_ranges_of_parts_and_segments_tell_that_files_grow(line: str, *, grows: bool) -> None:
    assert parsed(f"{HEAD}{SEGMENT.format(1)}{line}\n{SEGMENT.format(2)}").has_ranges is grows


def test_a_header_that_stands_there_twice_goes_out_once() -> None:
    """A script appends a playlist at each start of its encoder. hls.js plays no list with two versions."""
    head = '#EXTM3U x-tvg-url="x"\n#EXT-X-VERSION:{}\n#EXT-X-TARGETDURATION:{}\n#EXT-X-MEDIA-SEQUENCE:{}\n'
    again = "#EXT-X-START:TIME-OFFSET=-6\n#EXT-X-PART-INF:PART-TARGET=1\n#EXT-X-SERVER-CONTROL:X=9\n"
    again += "#EXT-X-INDEPENDENT-SEGMENTS\n"
    define = "".join(f'#EXT-X-DEFINE:NAME="n{number}",VALUE="x"\n' for number in range(2))
    parts = [head.format(3 + n, 4 + n, 7 - n) + again + define + SEGMENT.format(n) for n in range(2)]
    lines = sent(parts[0] + "#EXT-X-DISCONTINUITY\n" + parts[1]).splitlines()
    for tag in (head + again).replace(' x-tvg-url="x"', "").splitlines():
        assert sum(line.startswith(tag.partition(":")[0]) for line in lines) == 1, tag
    assert {"#EXT-X-VERSION:3", "#EXT-X-TARGETDURATION:5", "#EXT-X-MEDIA-SEQUENCE:7"} <= {*lines}
    assert sum(line.startswith("#EXT-X-DEFINE") for line in lines) == 4
    assert lines[0] == "#EXTM3U"
    variants = (
        '#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="{}"\n' + VARIANT
    )
    twice = sent(variants.format("a") + variants.format("b")).splitlines()
    counted = [sum(line.startswith(tag) for line in twice) for tag in ("#EXTM3U", "#EXT-X-V", "#EXT-X-I", "#EXT-X-M")]
    assert counted == [1, 1, 1, 2]


@pytest.mark.parametrize(
    ("durations", "target"), [(["2.0", "4.2"], 5), (["2"], 2), (["0.4"], 1), (["-1", ""], 1), ([], None)]
)
def test_a_list_without_a_target_duration_gets_the_longest(durations: list[str], target: int | None) -> None:
    """hls.js plays nothing without one."""
    for of_the_list in ("", "#EXT-X-TARGETDURATION:x\n", "#EXT-X-TARGETDURATION:0\n"):
        text = "#EXTM3U\n" + of_the_list + "".join(f"#EXTINF:{one},\na.ts\n" for one in durations)
        assert re.findall(r"^#EXT-X-TARGETDURATION:(.*)$", sent_or_read(text), re.MULTILINE) == [str(target)] * bool(
            target
        )


def test_what_leads_elsewhere_does_not_go_out() -> None:
    text = (
        HEAD + '#EXTINF:4,\nhttps://e.org/a.ts\n#EXT-X-DATERANGE:ID="1",X-URI="https://e.org/k"\n' + SEGMENT.format(2)
    )
    assert "e.org" not in sent(text)
    assert "#EXT-X-GAP\nnot-served/\n" in sent(text), "the numbers of the others stay right"
    assert parsed(text).files == {"a2.ts"}
    variants = "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n//e.org/v.m3u8\n#EXT-X-STREAM-INF:BANDWIDTH=2\nlow.m3u8\n"
    more = '#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID="s",URI="../x.m3u8"\n#EXT-X-CONTENT-STEERING:SERVER-URI="/s"\n'
    assert sent(variants + more) == "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=2\nlow.m3u8\n"


HOLDING = {
    '#EXT-X-KEY:METHOD=AES-128,URI="https://e.org/k"\n': False,
    '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://k",KEYFORMAT="x"\n': False,
    '#EXT-X-MAP:URI="/elsewhere/init.mp4"\n': False,
    '#EXT-X-KEY:METHOD=AES-128,URI="k"\n': True,
    "#EXT-X-KEY:METHOD=NONE\n": True,
    '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="data:text/plain;base64,AA==",KEYFORMAT="x"\n': True,
}


@pytest.mark.parametrize("first", HOLDING)
@pytest.mark.parametrize("second", HOLDING)
def test_a_segment_whose_key_is_not_served_does_not_go_out(first: str, second: str) -> None:
    """It could not be played. A key holds until the next one; of several in one place, one is enough."""
    is_map = [one.startswith("#EXT-X-MAP") for one in (first, second)]
    one_after_the_other = parsed(HEAD + first + SEGMENT.format(0) + second + SEGMENT.format(1))
    replaced = HOLDING[second] and (HOLDING[first] or is_map[0] == is_map[1])
    assert one_after_the_other.paths == ["a0.ts" * HOLDING[first], "a1.ts" * replaced]
    at_once = parsed(HEAD + first + second + SEGMENT.format(0))
    is_served = any if is_map[0] == is_map[1] else all
    assert at_once.paths == ["a0.ts" * is_served([HOLDING[first], HOLDING[second]])]


def test_all_that_a_playlist_names_is_found() -> None:
    text = (
        HEAD + '#EXT-X-DEFINE:NAME="n",VALUE="cam 1"\n#EXT-X-MAP:URI="{$n}/init.mp4"\n#EXT-X-KEY:METHOD=NONE,URI="k"\n'
        '#EXT-X-DATERANGE:ID="1",START-DATE="2026-01-01T00:00:00Z",X-ASSET-URI="ad/ad.m3u8"\n'
        '#EXT-X-PART:DURATION=1,URI="p.mp4"\n' + SEGMENT.format(1)
    )
    assert parsed(text).files == {"cam 1/init.mp4", "k", "ad/ad.m3u8", "p.mp4", "a1.ts"}
    assert parsed(text).standing == {"cam 1/init.mp4", "k"}
    listed = parsed(
        '#EXTM3U\n#EXT-X-SESSION-KEY:METHOD=AES-128,URI="k"\n#EXT-X-SESSION-DATA:DATA-ID="x",URI="d.json"\n'
        '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="n"\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow%20res/x.m3u8\n',
        "hls/master.m3u8",
    )
    assert listed.files == {"hls/k", "hls/d.json", "hls/low res/x.m3u8"}
    assert listed.playlists == ["hls/low res/x.m3u8"]


def test_segments_that_are_left_out_take_their_keys_and_breaks_with_them() -> None:
    first, second = (f'#EXT-X-KEY:METHOD=AES-128,URI="k{number}"\n' for number in (1, 2))
    part = '#EXT-X-MAP:URI="i.mp4"\n'
    text = HEAD + part + first + SEGMENT.format(0) + "#EXT-X-DISCONTINUITY\n" + second + SEGMENT.format(1)
    found = parsed(text + SEGMENT.format(2))
    run = runs.follow(None, found, written=1, written_of=lambda _path: 1)
    left = runs.text(found, run, skipped=2)
    counters = "#EXT-X-MEDIA-SEQUENCE:2\n#EXT-X-DISCONTINUITY-SEQUENCE:1\n"
    assert left == HEAD + counters + part + second + SEGMENT.format(2)


@pytest.mark.parametrize("keys_first", [True, False])
def test_keys_and_parts_stay_in_their_order_if_their_segment_is_left_out(*, keys_first: bool) -> None:
    """A part is encrypted by the keys that stand before it."""
    keys = "".join(f'#EXT-X-KEY:METHOD=AES-128,URI="k{number}",KEYFORMAT="{number}"\n' for number in range(2))
    part = '#EXT-X-MAP:URI="i.mp4"\n'
    holding = keys + part if keys_first else part + keys
    found = parsed(HEAD + holding + SEGMENT.format(0) + SEGMENT.format(1))
    run = runs.follow(None, found, written=1, written_of=lambda _path: 1)
    assert runs.text(found, run, skipped=1) == HEAD + "#EXT-X-MEDIA-SEQUENCE:1\n" + holding + SEGMENT.format(1)


LINES = st.sampled_from([
    "#EXTM3U", "#EXTINF:4,", "#EXTINF:", "#EXT-X-KEY:METHOD=AES-128,URI=\"../k\"", "#EXT-X-MAP:URI=\"https://e.org/i\"",
    "#EXT-X-STREAM-INF:BANDWIDTH=1", "#EXT-X-MEDIA:URI=\"//e.org/x\"", "#EXT-X-MEDIA-SEQUENCE:99999999999999999999999",
    "#EXT-X-DISCONTINUITY", "#EXT-X-DISCONTINUITY-SEQUENCE:-1", "#EXT-X-TARGETDURATION:x", "#EXT-X-BYTERANGE:", "a.ts",
    "https://e.org/a.ts", "../../a.ts", "#EXT-X-DEFINE:NAME=\"n\",VALUE=\"https://e.org\"", "{$n}/a.ts",
    "#EXT-X-PART:URI=\"{$n}\"",
])  # fmt: skip


@given(st.lists(LINES | st.text(max_size=20), max_size=20), st.integers(min_value=0, max_value=20))
def test_nothing_that_an_encoder_writes_breaks_us_or_leads_elsewhere(lines: list[str], skipped: int) -> None:
    found = parsed("\n".join(["#EXTM3U", *lines]).encode("utf-8", "replace").decode())
    run = runs.follow(None, found, written=1, written_of=lambda _path: 1) if found.blocks else None
    text = runs.text(found, run, skipped=min(skipped, max(len(found.blocks) - 1, 0)))
    named = [line for line in text.splitlines() if not line.startswith("#")] + re.findall('URI="([^"]*)"', text)
    assert not [name for name in named if name.startswith(("/", "..")) or re.match("[A-Za-z][A-Za-z0-9+.-]*:", name)]
