"""Pictures in two colours: the left half and the right half, or one corner and the rest."""

import io
import struct
import zlib
from fractions import Fraction

import av

RED, BLUE = b"\xff\0\0", b"\0\0\xff"
FORMATS = {"jpeg": ("mjpeg", "yuvj420p"), "png": ("png", "rgb24"), "webp": ("libwebp", "yuv420p")}


def picture(
    kind: str = "png",
    width: int = 64,
    height: int = 32,
    *,
    colours: tuple[bytes, bytes] = (RED, BLUE),
    corner: bool = False,
) -> bytes:
    """With `corner`, the first colour fills only the quarter at the top left."""
    codec, pixels = FORMATS[kind]
    encoder = av.CodecContext.create(codec, "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt, encoder.time_base = width, height, pixels, Fraction(1, 25)
    drawn = av.VideoFrame(width, height, "rgb24")
    line = colours[0] * (width // 2) + colours[1] * (width - width // 2)
    rest = colours[1] * width if corner else line
    lines = [line] * (height // 2) + [rest] * (height - height // 2)
    drawn.planes[0].update(b"".join(each.ljust(drawn.planes[0].line_size, b"\0") for each in lines))
    frame = drawn.reformat(width, height, pixels)
    frame.pts, frame.time_base = 0, encoder.time_base
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])


def camera_jpeg(orientation: int, note: bytes = b"") -> bytes:
    """A JPEG whose EXIF notes say how the camera was held, and `note`. Its first corner has another colour."""
    notes = b"Exif\0\0MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHHI", 0x112, 3, 1, orientation, 0, 0) + note
    jpeg = picture("jpeg", corner=True)
    return jpeg[:2] + b"\xff\xe1" + struct.pack(">H", len(notes) + 2) + notes + jpeg[2:]


def one_colour_png(width: int, height: int) -> bytes:
    """So many pixels, in very few bytes."""
    packed = zlib.compressobj()
    lines = b"".join(packed.compress(b"\0" * (1 + width)) for _ in range(height)) + packed.flush()
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        _chunk(*each) for each in ((b"IHDR", head), (b"IDAT", lines), (b"IEND", b""))
    )


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def size(content: bytes) -> tuple[int, int]:
    with av.open(io.BytesIO(content)) as container:
        stream = container.streams.video[0]
        return stream.width, stream.height


def corners(content: bytes) -> str:
    """Red (r) or blue (b) at the top left, top right, bottom left and bottom right, like `rbrb`."""
    with av.open(io.BytesIO(content), "r") as container:
        frame = next(container.decode(container.streams.video[0])).reformat(format="rgb24")
    plane = frame.planes[0]
    assert isinstance(frame, av.VideoFrame)
    below, right = (frame.height - 1) * plane.line_size, (frame.width - 1) * 3
    there = bytes(plane)
    return "".join("r" if there[at] > there[at + 2] else "b" for at in (0, right, below, below + right))
