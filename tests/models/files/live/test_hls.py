"""How a playlist begins, and its variables (contract 6.32, 9.4, 9.19)."""

import tracemalloc

import pytest

from models.files.live import parsing
from models.files.live.hls import MOST_ADDRESS_LENGTH, Variables, is_playlist
from models.media.playlist_addresses import named_in
from models.plumbing.web_addresses import read

IS = {
    b"#EXTM3U": True,
    b"#EXTM3U\n": True,
    b"#EXTM3U \r\n#x": True,
    b"\xef\xbb\xbf#EXTM3U\r\n": True,
    b"#EXTM3U\rx": True,
    b'#EXTM3U url-tvg=""\n': True,
}
IS |= {
    b"": False,
    b"\n#EXTM3U": False,
    b"#EXTM3U8": False,
    b"#extm3u": False,
    b"<html>": False,
    b"#EXTINF:1,\na": False,
}


@pytest.mark.parametrize("body", IS)
def test_a_playlist_begins_with_its_mark(body: bytes) -> None:
    assert is_playlist(body) is IS[body]


def variables(*tags: str) -> Variables:
    defined = Variables()
    for tag in tags:
        defined.define(f"#EXT-X-DEFINE:{tag}")
    return defined


def test_a_reference_becomes_the_value_and_an_unknown_one_stays() -> None:
    defined = variables('NAME="a",VALUE="x"', 'VALUE="{$a}y",NAME="b"', 'IMPORT="c"', 'NAME="d"')
    assert defined.filled("{$a}/{$b}/{$c}{$d}{$A}{$}{$ a}") == "x/xy/{$c}{$A}{$}{$ a}"
    taken = Variables({"c": "z", "d": "{$c}"}, "e=%7B1%7D&f=&e=2")
    for tag in ('IMPORT="c"', 'IMPORT="d"', 'QUERYPARAM="e"', 'QUERYPARAM="f"', 'QUERYPARAM="g"', 'IMPORT="e"'):
        taken.define(f"#EXT-X-DEFINE:{tag}")
    assert taken.filled("{$c}/{$d}/{$e}/{$f}/{$g}") == "z/{$c}/{1}//{$g}"
    assert variables('NAME="a",VALUE="{$a}"').filled("{$a}") == "{$a}", "nothing is replaced twice"


def test_no_text_becomes_longer_than_an_address() -> None:
    defined = variables(f'NAME="a",VALUE="{"x" * 400}"')
    assert defined.filled("{$a}" * 10) == "x" * MOST_ADDRESS_LENGTH
    assert defined.filled("{$a}" * 11) is None
    assert defined.filled("x" * (MOST_ADDRESS_LENGTH + 1)) is None
    doubling = variables(
        'NAME="v0",VALUE="xxxxxxxx"', *(f'NAME="v{n + 1}",VALUE="{{$v{n}}}{{$v{n}}}"' for n in range(60))
    )
    longest = doubling.filled("{$v60}")
    assert longest is not None
    assert len(longest) < MOST_ADDRESS_LENGTH, "one that would be too long is not defined"


GROWING = [
    f'#EXT-X-DEFINE:NAME="a",VALUE="{"x" * 2_000_000}"\n{"{$a}" * 450_000}\n',
    f'#EXT-X-DEFINE:NAME="a",VALUE="{"x" * 2_000_000}"\n#EXT-X-MAP:URI="{"{$a}" * 450_000}"\n',
    f'#EXT-X-DEFINE:NAME="a",VALUE="{"x" * 2000}"\n' + ("{$a}" * 900 + "\n") * 500,
]


@pytest.mark.parametrize("text", GROWING, ids=("a line", "a tag", "many lines"))
def test_a_playlist_takes_little_more_memory_than_it_has_letters(text: str) -> None:
    """A few megabytes of references to one value would be terabytes."""
    body, base = f"#EXTM3U\n#EXT-X-TARGETDURATION:4\n{text}".encode(), read("https://e.org/index.m3u8")
    assert base is not None
    tracemalloc.start()
    assert parsing.read(body, "index.m3u8", lambda _path: False).files == set()
    assert named_in(body, base).others == {}
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 12 * len(body)


def test_both_readers_understand_a_reference_alike() -> None:
    text = '#EXTM3U\n#EXT-X-DEFINE:VALUE="cam",NAME="a"\n#EXTINF:4,\n{$a}/{$b}.ts\n'
    base = read("https://e.org/index.m3u8")
    assert base is not None
    assert parsing.read(text.encode(), "index.m3u8", lambda _path: False).files == {"cam/{$b}.ts"}
    assert [each.href for each in named_in(text.encode(), base).others.values()] == ["https://e.org/cam/%7B$b%7D.ts"]
