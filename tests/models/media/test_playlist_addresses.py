"""Which addresses a playlist names: segments, keys, initialisation parts, renditions, variables (contract 9.22)."""

import time

import pytest

from models.media.playlist_addresses import MOST_PLAYLISTS, MOST_SERVERS, Named, named_in
from models.plumbing.web_addresses import read


def named(text: str | bytes) -> Named:
    base = read("https://e.org/live/index.m3u8")
    assert base is not None
    return named_in(text if isinstance(text, bytes) else text.encode(), base)


def others(text: str) -> set[str]:
    return {address.href for address in named(text).others.values()}


def test_the_last_segment_stands_for_the_server_of_the_playlist() -> None:
    assert others("#EXTM3U\n#EXTINF:2,\na.ts\n#EXTINF:2,\n  b 1.ts \n") == {"https://e.org/live/b%201.ts"}
    assert others("#EXTM3U\r\n#EXTINF:2,\r\na.ts\r\n") == {"https://e.org/live/a.ts"}


ELSEWHERE = {
    "https://f.org/a.ts": "https://f.org",
    "//f.org:8443/a.ts": "https://f.org:8443",
    "\\\\f.org\\a.ts": "https://f.org",
    "HTTP://F.org/a.ts": "http://f.org",
    '#EXT-X-KEY:METHOD=AES-128,URI="https://k.org/key",IV=0x1': "https://k.org",
    '#EXT-X-SESSION-KEY:METHOD=AES-128,URI="https://k.org/key"': "https://k.org",
    '#EXT-X-MAP:URI="https://m.org/init.mp4",BYTERANGE="1@0"': "https://m.org",
    '#EXT-X-PART:DURATION=1,URI="https://p.org/a.1.ts"': "https://p.org",
    '#EXT-X-PRELOAD-HINT:TYPE=PART,URI="https://p.org/a.2.ts"': "https://p.org",
    '#EXT-X-RENDITION-REPORT:URI="https://r.org/x.m3u8"': "https://r.org",
    '#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=1,URI="https://i.org/x.m3u8"': "https://i.org",
    '#EXT-X-DEFINE:NAME="cdn",VALUE="https://v.org"\n{$cdn}/a.ts': "https://v.org",
    '#EXT-X-DEFINE:NAME="h",VALUE="v.org"\n#EXT-X-MAP:URI="https://{$h}/a"': "https://v.org",
    # As players read them all the same.
    "#EXT-X-KEY:METHOD=AES-128,URI=https://k.org/key": "https://k.org",
    "#EXT-X-KEY:METHOD=AES-128, URI = https://k.org/key ,IV=0x1": "https://k.org",
    '#EXT-X-KEY:METHOD=AES-128,URI= "https://k.org/key,1"': "https://k.org",
    '#EXT-X-KEY:METHOD=AES-128,uri="https://k.org/key"': "https://k.org",
    "#EXT-X-MAP:URI=https://m.org/init.mp4": "https://m.org",
    "#EXT-X-DEFINE:NAME=h,VALUE=v.org\n#EXT-X-PART:DURATION=1,URI=https://{$h}/a": "https://v.org",
}


@pytest.mark.parametrize("line", ELSEWHERE)
def test_a_server_may_be_named_in_many_ways(line: str) -> None:
    assert set(named(f"#EXTM3U\n{line}\n").others) == {ELSEWHERE[line]}


EXTRAS = {
    '#EXT-X-SESSION-DATA:DATA-ID="x",URI="https://d.org/x.json"': "https://d.org",
    '#EXT-X-CONTENT-STEERING:SERVER-URI="https://s.org/x",PATHWAY-ID="a"': "https://s.org",
    '#EXT-X-DATERANGE:ID="a",X-ASSET-URI="http://ad.org/x.m3u8"': "http://ad.org",
    '#EXT-X-DATERANGE:ID="a",X-ASSET-LIST="https://ad.org/x.json"': "https://ad.org",
    "#EXT-X-DATERANGE:ID=a,X-ASSET-URI=http://ad.org/x.m3u8": "http://ad.org",
}


@pytest.mark.parametrize("line", EXTRAS)
def test_what_a_player_can_do_without_is_told_apart(line: str) -> None:
    found = named(f"#EXTM3U\n#EXTINF:2,\na.ts\n{line}\n")
    assert (set(found.others), set(found.extras)) == ({"https://e.org"}, {EXTRAS[line]})


# A server that is not known stays as it is written, and no page can allow it.
VARIABLES = {
    "of the address": ('#EXT-X-DEFINE:QUERYPARAM="h"', "https://e.org/x.m3u8?a=1&h=q.org&h=r.org", "q.org"),
    "packed in the address": ('#EXT-X-DEFINE:QUERYPARAM="h"', "https://e.org/x.m3u8?h=%71.org", "q.org"),
    "not in the address": ('#EXT-X-DEFINE:QUERYPARAM="h"', "https://e.org/x.m3u8?H=q.org", "{$h}"),
    "of the list of playlists": ('#EXT-X-DEFINE:IMPORT="h"', "https://e.org/x.m3u8", "i.org"),
    "not in that list": ('#EXT-X-DEFINE:IMPORT="g"', "https://e.org/x.m3u8", "{$h}"),
    "not imported": ("#EXT-X-VERSION:8", "https://e.org/x.m3u8", "{$h}"),
}


@pytest.mark.parametrize("what", VARIABLES)
def test_variables_come_from_where_the_player_takes_them(what: str) -> None:
    tag, url, host = VARIABLES[what]
    base = read(url)
    assert base is not None
    found = named_in(f"#EXTM3U\n{tag}\n#EXTINF:2,\nhttps://{{$h}}/a.ts\n".encode(), base, {"h": "i.org"})
    assert set(found.others) == {f"https://{host}"}


def test_those_that_others_may_import_are_told() -> None:
    text = '#EXTM3U\n#EXT-X-DEFINE:NAME="a",VALUE="x"\n#EXT-X-DEFINE:NAME="b",VALUE="{$a}y"\n'
    assert named(text).variables == {"a": "x", "b": "xy"}


NOWHERE = [
    "# https://f.org/a.ts",
    "#EXT-X-KEY:METHOD=NONE",
    '#EXT-X-KEY:URI="data:text/plain;base64,AAAA"',
    "ftp://f.org/a",
]
NOWHERE += ['#EXT-X-KEY:URI="skd://f.org/key"', '#EXT-X-DATERANGE:X-OTHER="https://f.org/a"', "https://f.org:99999/a"]
NOWHERE += ['#EXT-X-MAP:MY-URI="https://f.org/a"', "https://[/", "https://" + "f" * 5000, '#EXT-X-MAP:URI=""']


@pytest.mark.parametrize("line", NOWHERE)
def test_nothing_else_names_a_server(line: str) -> None:
    found = named(f"#EXTM3U\n{line}\n")
    assert (found.others, found.extras) == ({}, {})


def test_variants_and_renditions_are_playlists_each_once_and_in_order() -> None:
    media = '#EXT-X-MEDIA:TYPE={},GROUP-ID="a",NAME="b"{}\n'
    text = "#EXTM3U\n" + media.format("AUDIO", ',URI="au/x.m3u8"') + media.format("SUBTITLES", ',URI="//s.org/x.m3u8"')
    text += media.format("CLOSED-CAPTIONS", "") + '#EXT-X-STREAM-INF:BANDWIDTH=1,AUDIO="a"\n# a remark\n\nhd/x.m3u8?a\n'
    text += "#EXT-X-STREAM-INF:BANDWIDTH=2\nhd/x.m3u8?a\n#EXT-X-STREAM-INF:BANDWIDTH=3\nhttps://f.org/x.m3u8\n"
    text += media.format("AUDIO", ",URI=https://t.org/x.m3u8")
    found = named(text)
    assert [each.href for each in found.variants] == ["https://e.org/live/hd/x.m3u8?a", "https://f.org/x.m3u8"]
    renditions = ["https://e.org/live/au/x.m3u8", "https://s.org/x.m3u8", "https://t.org/x.m3u8"]
    assert [each.href for each in found.renditions] == renditions
    assert found.others == {}


FAIRPLAY = '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x",KEYFORMAT="com.apple.streamingkeydelivery"\n'
WIDEVINE = '#EXT-X-KEY:METHOD=SAMPLE-AES-CTR,URI="data:,x",KEYFORMAT=urn:uuid:edef8ba9-79d6-4ace-a3c8-27dcd51d21ed\n'
AES, NO_KEY = '#EXT-X-KEY:METHOD=AES-128,URI="k"\n', "#EXT-X-KEY:METHOD=NONE\n"
LOCKED = {
    f"{FAIRPLAY}a.ts": True,
    f"{WIDEVINE}a.ts": True,
    f"{FAIRPLAY}{WIDEVINE}a.ts\nb.ts": True,
    '#EXT-X-KEY:METHOD=SAMPLE-AES,URI="skd://x"\na.ts': True,
    "a.ts": False,
    f"{AES}a.ts": False,
    f'#EXT-X-KEY:METHOD=SAMPLE-AES,URI="k",KEYFORMAT="identity"\n{FAIRPLAY}a.ts': False,
    f"{AES}{FAIRPLAY}a.ts": False,
    f"{FAIRPLAY}{NO_KEY}a.ts": False,
    f"{FAIRPLAY}a.ts\n{NO_KEY}b.ts": False,
    f"a.ts\n{FAIRPLAY}b.ts": False,
    FAIRPLAY: False,
    "": False,
}


@pytest.mark.parametrize("lines", LOCKED)
def test_a_list_is_locked_if_all_its_segments_are(lines: str) -> None:
    assert named(f"#EXTM3U\n{lines}\n").is_locked is LOCKED[lines]


def test_hostile_texts_are_read_in_little_time() -> None:
    begun = time.monotonic()
    half = 256 * 1024
    named(b"#EXTM3U\n" + b"a:\n" * (2 * half // 3))
    named(b"#EXTM3U\n" + b"\xff" * 2 * half)
    named('#EXTM3U\n#EXT-X-DEFINE:NAME="a",VALUE="' + "x" * 2000 + '"\n' + "{$a}" * (half // 4))
    named("#EXTM3U\n" + '#EXT-X-MAP:URI="' * (half // 16))
    variants = "".join(f"#EXT-X-STREAM-INF:\n{number}\n" for number in range(half // 12))
    assert len(named(f"#EXTM3U\n{variants}").variants) == MOST_PLAYLISTS
    named("#EXTM3U\n" + '#EXT-X-DEFINE:NAME="a"' * (half // 22))
    assert time.monotonic() - begun < 10, "it takes a second where nothing else runs"


def test_a_long_playlist_is_read_to_its_end_and_so_many_servers_are_looked_at() -> None:
    text = "#EXTM3U\n" + "https://f.org/a.ts\n" * 30_000 + "https://g.org/a.ts\n"
    assert set(named(text).others) == {"https://f.org", "https://g.org"}
    text = "#EXTM3U\n" + "".join(f"https://{number}.org/\n" for number in range(MOST_SERVERS + 1))
    assert len(named(text).others) == MOST_SERVERS
