"""Files that mean harm: pictures larger than they say or than anybody can draw, and lists that name other files."""

import io
import struct
import zlib
from fractions import Fraction
from pathlib import Path

import av
from av.video.stream import VideoStream
from PIL import Image

from tests.vocabulary.clips import frames

# What the two sides are written as where a container names them: MP4's sample entry, Matroska's PixelWidth/-Height.
WIDTH, HEIGHT = 320, 288
CONTAINERS = {"mp4": "libx264", "mov": "libx264", "matroska": "libx264", "webm": "libvpx", "avi": "libx264"}

QUICKLY = {
    "libx264": {"preset": "ultrafast", "tune": "zerolatency"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8"},
}


def film(
    path: Path,
    container: str = "mp4",
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
    rate: Fraction = Fraction(5),
    seconds: int = 2,
    options: dict[str, str] | None = None,
) -> bytes:
    """A short film of any size. `rate` is in frames a second."""
    with av.open(str(path), "w", format=container, options=options or {}) as target:
        codec = CONTAINERS[container]
        video = target.add_stream(codec, rate=rate, options=QUICKLY[codec])
        assert isinstance(video, VideoStream)
        video.width, video.height, video.pix_fmt = width, height, "yuv420p"
        for frame in frames("color", f"size={width}x{height}:rate={rate}:duration={seconds}", "buffersink"):
            frame.time_base = 1 / rate
            target.mux(video.encode(frame.reformat(format="yuv420p")))
        target.mux(video.encode(None))
    return path.read_bytes()


def claiming(content: bytes, width: int, height: int) -> bytes:
    """The film, whose container now names another size. Its frames keep theirs."""
    sides = struct.pack(">HH", WIDTH, HEIGHT)
    if content[4:8] == b"ftyp":
        place = content.index(sides, content.index(b"avc1", content.index(b"stsd")))
        return content[:place] + struct.pack(">HH", width, height) + content[place + 4 :]
    if content[:4] == b"RIFF":
        sides = struct.pack("<II", WIDTH, HEIGHT)
        return content.replace(sides, struct.pack("<II", width, height))
    for name, old, new in ((b"\xb0\x82", WIDTH, width), (b"\xba\x82", HEIGHT, height)):
        content = content.replace(name + struct.pack(">H", old), name + struct.pack(">H", new), 1)
    return content


def listings(secret: Path, address: str) -> dict[str, bytes]:
    """Files that ask whoever plays them for another file or an address."""
    name, folder = secret.name, secret.parent
    named = {
        "an HLS playlist": "#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\n{}\n#EXT-X-ENDLIST\n",
        "a master playlist": "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\n{}\n",
        "a key of HLS": '#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="{}"\n#EXTINF:9,\nx.ts\n#EXT-X-ENDLIST\n',
        "a concat list": "ffconcat version 1.0\nfile {}\n",
        "a DASH manifest": '<MPD xmlns="urn:mpeg:dash:schema:mpd:2011"><BaseURL>{}</BaseURL></MPD>',
        "an internet shortcut": "[Reference]\nRef1={}\n",
        "a SMIL list": '<smil><body><video src="{}"/></body></smil>',
        "a subtitle with a picture": "1\n00:00:00,000 --> 00:00:09,000\n<img src='{}'>\n",
        "an IMF list": '<?xml version="1.0"?><CompositionPlaylist><Id>{}</Id></CompositionPlaylist>',
    }
    found = {
        f"{kind}: {where}": text.format(where).encode() for kind, text in named.items() for where in (name, address)
    }
    found |= {f"concat:{secret}": f"concat:{secret}|{secret}".encode(), "a folder": str(folder).encode()}
    found["a session"] = b"v=0\no=- 0 0 IN IP4 127.0.0.1\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n"
    return found


def png(width: int, height: int, *chunks: tuple[bytes, bytes]) -> bytes:
    """A PNG that claims this size, with these chunks, and has no pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in [(b"IHDR", head), *chunks, (b"IEND", b"")])


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def webp(width: int, height: int) -> bytes:
    """An animated WebP that claims this size."""
    canvas = b"\x02\0\0\0" + (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    content = b"VP8X" + struct.pack("<I", 10) + canvas + b"ANIM" + struct.pack("<I", 6) + bytes(6)
    return b"RIFF" + struct.pack("<I", len(content) + 4) + b"WEBP" + content


def zeros(size: int) -> bytes:
    """So many zeros, packed."""
    packer = zlib.compressobj(9)
    piece = bytes(1024**2)
    return b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


def pictures() -> dict[str, bytes]:
    """Each is below 8 MB, and takes far more than that when it is read carelessly."""
    small = io.BytesIO()
    Image.new("RGB", (64, 64), "red").save(small, "PNG")
    good, packed = small.getvalue(), zeros(200 * 1024**2)
    notes = {
        "a packed note": (b"zTXt", b"Comment\0\0" + packed),
        "a packed international note": (b"iTXt", b"Comment\0\1\0\0\0" + packed),
        "a packed colour profile": (b"iCCP", b"sRGB\0\0" + packed),
        "megabytes of a camera's notes": (b"eXIf", b"MM\0*" + b"\xff" * 4 * 1024**2),
        "a million frames": (b"acTL", struct.pack(">II", 10**6, 0)),
    }
    return {kind: good[:33] + _chunk(*chunk) + good[33:] for kind, chunk in notes.items()} | {
        "a PNG of 30,000 × 30,000": png(30_000, 30_000),
        "a PNG of 2 billion × 1": png(2**31 - 1, 1),
        "a PNG packed from 200 MB": png(6000, 6000, (b"IDAT", packed)),
        "a WebP of 16,384 × 16,384": webp(16_384, 16_384),
    }


def other_pictures() -> dict[str, bytes]:
    """Of kinds that nobody may upload."""
    return {kind: _saved(kind) for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "JPEG2000", "AVIF")} | {
        "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>",
        "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n(/etc/passwd) run\n",
    }


def _saved(kind: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (16, 16)).save(content, kind)
    return content.getvalue()


def jpeg_of_many_scans(scans: int, side: int = 2000) -> bytes:
    """A progressive JPEG. Each scan passes over the whole picture again, and has few bytes."""
    content = io.BytesIO()
    Image.new("L", (side, side)).save(content, "JPEG", progressive=True)
    jpeg = content.getvalue()
    last = jpeg.rindex(b"\xff\xda")
    return jpeg[:last] + jpeg[last:-2] * scans + jpeg[-2:]
