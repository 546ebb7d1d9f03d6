"""How a player turns the pictures of a recording, as its display matrix says (ISO/IEC 14496-12, 8.3.2)."""

import math
import struct
from dataclasses import dataclass
from typing import Any

from av.sidedata.sidedata import Type
from av.video.frame import VideoFrame

# A matrix may differ by so many degrees from a quarter turn because its numbers are rounded.
ROUNDED_DEGREES = 1.0


@dataclass(frozen=True)
class Orientation:
    """`rotation` is 0, 90, 180 or 270 degrees clockwise, after the picture is mirrored left to right, if it is."""

    rotation: int = 0
    is_mirrored: bool = False
    # It is not exactly a quarter turn. The nearest one is taken, as phones and browsers do in different ways.
    is_askew: bool = False


def orientation_of(frame: VideoFrame) -> Orientation:
    # PyAV has its numbers as keys.
    data: Any = frame.side_data
    notes = [data[number] for number in range(len(data))]
    matrices = [bytes(note) for note in notes if note.type is Type.DISPLAYMATRIX]
    if not matrices or len(matrices[0]) < 36:
        return Orientation()
    a, b, _u, c, d = struct.unpack("=5i", matrices[0][:20])
    if a * d == b * c:
        return Orientation()
    degrees = math.degrees(math.atan2(-c, d)) % 360
    nearest = round(degrees / 90) * 90
    across = abs(math.degrees(math.atan2(a * c + b * d, abs(a * d - b * c))))
    is_askew = abs(degrees - nearest) > ROUNDED_DEGREES or across > ROUNDED_DEGREES
    return Orientation(nearest % 360, a * d - b * c < 0, is_askew)
