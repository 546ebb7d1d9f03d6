"""Files that are refused, and the sentence."""

import struct
from fractions import Fraction
from pathlib import Path

from models.recordings import refusals
from tests.corpus.films import Film, write
from tests.corpus.kinds import Kind, refused
from tests.corpus.patches import scrambled
from tests.corpus.rare_sounds import amiga_picture
from tests.vocabulary import hostile_files
from tests.vocabulary.pictures import one_colour_png

KEY = "00112233445566778899aabbccddeeff"
CENC = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": KEY, "encryption_kid": KEY}
TOO_LARGE = refusals.LARGE_VIDEO % {"width": "16000", "height": "16000"}


def made(path: Path, film: Film) -> bytes:
    write(path, film)
    return path.read_bytes()


def dolby_vision(path: Path) -> bytes:
    """HEVC whose description says profile 5. It stands where the bit rate was."""
    content = made(path, Film("mp4", "libx265", "aac", seconds=1, options={"movflags": "faststart"}))
    place = content.index(b"btrt")
    settings = struct.pack(">BBHQ", 1, 0, 5 << 9 | 3 << 3 | 5, 0)
    return content[:place] + b"dvcC" + settings + content[place + 4 + len(settings) :]


def two_days(path: Path) -> bytes:
    return hostile_files.film(path, rate=Fraction(1, 600), seconds=2 * 24 * 3600, width=64, height=64)


def asf(path: Path) -> bytes:
    """Its header has one more object: content encryption (ASF specification, 3.14)."""
    content = made(path, Film("asf", "wmv2", "wmav2", seconds=1))
    length, count = struct.unpack("<QI", content[16:28])
    fields = b"".join(struct.pack("<I", len(field)) + field for field in (bytes(16), b"DRM\0", b"key\0", b"http://\0"))
    locked = bytes.fromhex("fbb3112223bdd211b4b700a0c955fc6e") + struct.pack("<Q", 24 + len(fields)) + fields
    head = content[:16] + struct.pack("<QI", length + len(locked), count + 1)
    return head + content[28:length] + locked + content[length:]


REFUSED: tuple[Kind, ...] = (
    refused(
        "MP4 of a shop, encrypted",
        "mp4",
        lambda path: made(path, Film("mp4", options=CENC)),
        refusals.ENCRYPTED_VIDEO,
        in_ci=True,
    ),
    refused(
        "TS of a television, encrypted",
        "ts",
        lambda path: scrambled(made(path, Film("mpegts"))),
        refusals.ENCRYPTED_VIDEO,
    ),
    refused("WMV of a shop, encrypted", "wmv", asf, refusals.ENCRYPTED_VIDEO),
    refused("Dolby Vision 5", "mp4", dolby_vision, refusals.DOLBY_VISION),
    refused(
        "a picture of 16,000 by 16,000",
        "mp4",
        lambda path: hostile_files.claiming(hostile_files.film(path), 16_000, 16_000),
        TOO_LARGE,
    ),
    refused("two days", "mp4", two_days, refusals.LONG_VIDEO),
    refused("MP4 without its index", "mp4", lambda path: made(path, Film("mp4"))[:100_000], refusals.UNPLAYABLE),
    refused(
        "MP4 without streams",
        "mp4",
        lambda path: made(path, Film("mp4")).replace(b"trak", b"free"),
        refusals.NO_STREAMS,
    ),
    refused("a photo", "jpg", lambda _path: one_colour_png(640, 480), refusals.UNPLAYABLE),
    refused("a picture of an Amiga", "iff", lambda _path: amiga_picture(), refusals.UNPLAYABLE),
    refused("a text", "mp4", lambda _path: b"Dear reader,\n" * 99, refusals.UNPLAYABLE),
    refused("a playlist", "m3u8", lambda _path: b"#EXTM3U\n#EXTINF:9,\nhttp://127.0.0.1:9/x.ts\n", refusals.UNPLAYABLE),
    refused("nothing", "mp4", lambda _path: b"", refusals.EMPTY),
)
