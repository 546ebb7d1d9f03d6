"""The colours of a picture: what its numbers mean (ITU-T H.273, whose numbers FFmpeg uses)."""

from dataclasses import dataclass

from av.video.frame import VideoFrame

BT709, UNKNOWN, BT470BG, SMPTE170M, BT2020 = 1, 2, 5, 6, 9
PQ, HLG = 16, 18
# Matrices that browsers know, and that the numbers may keep.
_KEPT_MATRICES = {BT709, BT470BG, SMPTE170M}
# Transfers and primaries of ordinary screens. Display P3 (12) is wider, and browsers know it.
_KEPT_TRANSFERS = {1, 4, 5, 6, 7, 13, 14, 15}
_KEPT_PRIMARIES = {1, 4, 5, 6, 7, 12}
MATRIX_NAMES = {
    0: "gbr",
    1: "bt709",
    4: "fcc",
    5: "bt470bg",
    6: "smpte170m",
    7: "smpte240m",
    8: "ycgco",
    9: "bt2020nc",
    10: "bt2020c",
}


@dataclass(frozen=True)
class Colours:
    """`is_full`: black is 0 and white 255, not 16 and 235."""

    matrix: int
    primaries: int
    transfer: int
    is_full: bool


def colours_of(frame: VideoFrame) -> Colours:
    """What the frame says, and what players assume where it says nothing."""
    matrix, primaries, transfer = int(frame.colorspace), int(frame.color_primaries), int(frame.color_trc)
    is_rgb = frame.format.is_rgb or frame.format.name == "pal8"
    guess = BT709 if max(frame.width, frame.height) > 1024 or min(frame.width, frame.height) > 576 else SMPTE170M
    if is_rgb:
        matrix, guess = 0, BT709
    elif matrix not in MATRIX_NAMES or matrix == 0:
        matrix = BT2020 if transfer in (PQ, HLG) else guess
    if primaries in (0, UNKNOWN):
        primaries = BT2020 if matrix in (BT2020, 10) else matrix if matrix in _KEPT_MATRICES else guess
    if transfer in (0, UNKNOWN):
        transfer = SMPTE170M if matrix in (BT470BG, SMPTE170M) else BT709
    is_full = is_rgb or int(frame.color_range) == 2 or frame.format.name.startswith("yuvj")
    return Colours(matrix, primaries, transfer, is_full)


def target_of(source: Colours) -> Colours:
    """What is written: the same where every browser shows it right, else BT.709."""
    if needs_table(source):
        return Colours(BT709, BT709, BT709, is_full=False)
    matrix = source.matrix if source.matrix in _KEPT_MATRICES else BT709
    primaries = source.primaries if source.primaries in _KEPT_PRIMARIES else BT709
    transfer = source.transfer if source.transfer in _KEPT_TRANSFERS else BT709
    return Colours(matrix, primaries, transfer, is_full=False)


def needs_table(source: Colours) -> bool:
    """Whether light has to be converted, not only numbers (`tone_mapping.py`)."""
    return source.transfer in (PQ, HLG) or source.primaries == BT2020


def mark(frame: VideoFrame, colours: Colours) -> None:
    """Filters read the colours from each frame."""
    frame.colorspace = colours.matrix
    frame.color_primaries = colours.primaries
    frame.color_trc = colours.transfer
    frame.color_range = 2 if colours.is_full else 1
