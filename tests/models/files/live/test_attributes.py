"""No address that is not served goes out, however its tag is written (contract 9.4)."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.files.live import attributes, parsing, runs

ELSEWHERE = "http://e.org/x"
SEGMENTS = "#EXTM3U\n#EXT-X-TARGETDURATION:4\n{}\n#EXTINF:4,\na.ts\n"
LISTS = "#EXTM3U\n{}\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n"
# How hls.js 1.6 finds attributes, segments and tags of lists.
HLS_JS = re.compile(r"([^\n\u2028\u2029]+?)=(\"[^\n\u2028\u2029]*?\"|[^\n\u2028\u2029]*?)(?:,|$)")
HLS_JS_SEGMENTS = re.compile(
    r"#EXTINF:\s*(?:[0-9]*(?:\.[0-9]+)?)(?:,[^\n\u2028\u2029]*\s+)?|(?!#) *(\S[^\r\n]*)|#[^\n\u2028\u2029]*"
)


def sent(text: str) -> str:
    found = parsing.read(text.encode(), "index.m3u8", lambda _path: False)
    run = runs.follow(None, found, written=1, written_of=lambda _path: 1) if found.blocks else None
    return runs.text(found, run)


TAGS = [
    "#EXT-X-KEY:METHOD=AES-128,URI={}",
    '#EXT-X-KEY:METHOD=AES-128,URI ="{}"',
    '#EXT-X-KEY:METHOD=AES-128, URI= "{}" ,IV=0x1',
    '#EXT-X-KEY:METHOD=AES-128,uri="{}"',
    '#EXT-X-KEY:X="a"b,URI="{}"',
    '#EXT-X-KEY:X="a,URI={}',
    "#EXT-X-KEY:,,URI={}",
    "#EXT-X-MAP:URI={}",
    '#EXT-X-MAP:URI="{}',
    "#EXT-X-PART:DURATION=1,URI={}",
    '#EXT-X-DATERANGE:ID="1",X-ASSET-LIST={}',
    '#EXT-X-DATERANGE:ID="1",X-ASSET-URI={}',
    '#EXT-X-DATERANGE:ID="1",X-COM-EXAMPLE-URL={}',
    '#EXT-X-SESSION-DATA:DATA-ID="x",URI={}',
    "#EXT-X-SESSION-KEY:METHOD=AES-128,Uri = {}",
    '#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",URI={}',
    "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI={}",
    "#EXT-X-FOO:x#EXT-X-MEDIA:URI={}",
    "#EXTINF:4 {}",
    "#EXTINF:{}",
    "#EXTINF:4,t\u2028{}",
]


@pytest.mark.parametrize("playlist", [SEGMENTS, LISTS])
@pytest.mark.parametrize("tag", TAGS)
def test_an_address_that_leads_elsewhere_does_not_go_out(tag: str, playlist: str) -> None:
    text = sent(playlist.format(tag.format(ELSEWHERE)))
    assert ELSEWHERE not in text.replace("#EXTINF:4,t http://e.org/x", "a title")
    assert ("a.ts" if playlist == SEGMENTS else "low.m3u8") in text or tag.startswith(
        ("#EXTINF", "#EXT-X-KEY", "#EXT-X-MAP")
    )


@pytest.mark.parametrize("tag", TAGS[:2])
def test_an_address_that_is_served_goes_out_as_all_players_read_it(tag: str) -> None:
    assert '#EXT-X-KEY:METHOD=AES-128,URI="k/1.key"\n' in sent(SEGMENTS.format(tag.format("k/1.key")))
    found = parsing.read(SEGMENTS.format(tag.format("k/1.key")).encode(), "index.m3u8", lambda _path: False)
    assert (found.files, found.standing) == ({"k/1.key", "a.ts"}, {"k/1.key"})


def test_what_names_no_address_stays_as_it_is() -> None:
    for tag in (
        '#EXT-X-DATERANGE:ID="a, b",X="1",SCTE35-OUT=0xFC',
        "#EXT-OATCLS-SCTE35:/DAl=A==",
        "#EXTINF:4.5,a=b, c",
    ):
        assert tag in sent(SEGMENTS.format(tag))
    for tag in ("#EXTINF:4", "#EXTINF: 4 ,"):
        assert re.search("^#EXTINF:4,$", sent(f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n{tag}\na.ts\n"), re.MULTILINE)


def test_a_long_line_is_read_fast() -> None:
    begun = time.process_time()
    for piece in ("URI", 'a="b,', 'URI="', "URI=a,", ",="):
        attributes.with_addresses("#EXT-X-KEY:" + piece * 200_000, lambda _address: "x")
    assert time.process_time() - begun < 5
    many = attributes.with_addresses("#EXT-X-KEY:" + "URI=a," * 200_000, lambda _address: "x")
    assert many.count("URI") == attributes.MOST_ATTRIBUTES


ODD = st.lists(
    st.sampled_from(
        ["URI", "uri", "X-ASSET-LIST", "=", ",", '"', " ", "\u2028", ":", "a", "\t", "#", "#EXTINF:", "\\", "4"]
    )
    | st.just("http://e.org/x")
).map("".join)


@given(st.sampled_from(["#EXT-X-KEY:", "#EXT-X-MAP:", "#EXT-X-DATERANGE:", "#EXTINF:", "#EXT-X-PART:"]), ODD)
def test_whatever_is_written_a_player_finds_no_address_elsewhere(tag: str, rest: str) -> None:
    for line in sent(SEGMENTS.format(tag + rest)).split("\n"):
        if not line.startswith("#EXTINF"):
            found = {name.strip().upper(): value for name, value in HLS_JS.findall(line.partition(":")[2])}
            assert not [name for name in found if name.endswith(("URI", "X-ASSET-LIST")) and "//" in found[name]], line
    text = sent(SEGMENTS.format(tag + rest))
    assert not [address for address in HLS_JS_SEGMENTS.findall(text) if "//" in address]
