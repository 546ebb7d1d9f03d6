"""Codings of an answer: what browsers unpack or pass on is read, and the rest is told in words (contract 9.20)."""

import gzip
import zlib

import pytest

from models.plumbing.fetching.refusals import CannotFetch
from models.plumbing.fetching.unpacking import unpacker
from tests.models.plumbing.fetching.fetches import fetched, refusal
from tests.vocabulary.elsewhere import ALLOWED, PLAYLIST, Elsewhere

CONTENT = PLAYLIST.encode() * 50


def raw_deflated(content: bytes) -> bytes:
    packing = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packing.compress(content) + packing.flush()


AS_THEY_ARE = ["", " ", "identity", "Identity", "utf-8", "aws-chunked", "none", "aws-chunked, gzip", "compress", ", "]
SENT = [(coding, CONTENT) for coding in AS_THEY_ARE]
SENT += [(coding, gzip.compress(CONTENT, mtime=0)) for coding in ("gzip", "GZIP", "x-gzip", "identity, gzip", "gzip,")]
SENT += [("deflate", zlib.compress(CONTENT)), ("deflate", raw_deflated(CONTENT))]


@pytest.mark.parametrize(
    ("coding", "body"), SENT, ids=[f"{number}: {coding}" for number, (coding, _) in enumerate(SENT)]
)
def test_what_browsers_read_is_read(elsewhere: Elsewhere, coding: str, body: bytes) -> None:
    url = elsewhere.put("/x", headers={**ALLOWED, "Content-Encoding": coding})
    elsewhere.server.pages["/x"].body = body
    assert fetched(url).body == CONTENT


@pytest.mark.parametrize("coding", ["br", "BR", "zstd", "gzip, br", "gzip, gzip"])
def test_a_coding_that_only_browsers_unpack_is_told(elsewhere: Elsewhere, coding: str) -> None:
    url = elsewhere.put("/x", headers={**ALLOWED, "Content-Encoding": coding})
    assert f"compressed by {coding.lower()}, although it was not asked to" in refusal(url)


@pytest.mark.parametrize("size", [1, 2, 3, 1000])
@pytest.mark.parametrize("packed", [zlib.compress(CONTENT), raw_deflated(CONTENT)], ids=("with a head", "raw"))
def test_it_may_come_in_pieces_of_any_size(packed: bytes, size: int) -> None:
    unpack = unpacker("deflate")
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    assert b"".join(unpack(piece, len(CONTENT)) for piece in pieces) == CONTENT


def test_no_more_is_unpacked_than_was_asked_for() -> None:
    for packed in (zlib.compress(bytes(10**6)), raw_deflated(bytes(10**6))):
        assert len(unpacker("deflate")(packed, 100)) == 100


def test_it_is_told_before_anything_is_read() -> None:
    with pytest.raises(CannotFetch):
        unpacker("br")
