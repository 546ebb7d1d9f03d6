"""Encodes the pictures of one piece."""

import math
from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from typing import Any, BinaryIO

import av
from av.codec.context import Flags
from av.video.frame import PictureType, VideoFrame

from models.recordings.inside.colours import colours_of, target_of
from models.recordings.inside.filtering import Filtering
from models.recordings.inside.originals import Original
from models.recordings.inside.picture_settings import KEY_SECONDS, MAX_RATE, TICKS, PictureSettings
from models.recordings.inside.piece_files import PieceWriter
from models.recordings.inside.selecting import Stretch, held, selected
from models.recordings.inside.shapes import Shape, shape_of

Values = dict[str, object]
_TICK = Fraction(1, TICKS)


def encode_picture(file: BinaryIO, output: BinaryIO, order: dict[str, Any]) -> Values:
    """`order` has the values of a `Piece` and of an `Inspected`, and the ends of this piece and of those that
    it may take."""
    piece, picture = order["piece"], order["inspected"]["picture"]
    stretch = Stretch(round(piece["start"] * TICKS), [round(end * TICKS) for end in order["ends"]], order["ends_all"])
    original, writer = Original(file, is_put_together=order["inspected"]["is_put_together"]), PieceWriter(output)
    if not original.first["picture"]:
        writer.finish({}, stretch.end)
        return {"frames": 0, "pieces": 1}
    shape = shape_of(
        picture["width"],
        picture["height"],
        picture["rotation"],
        picture["sample_aspect"],
        is_mirrored=picture["is_mirrored"],
    )
    _time, first = original.first["picture"][0]
    settings = PictureSettings(shape.width, shape.height, picture["frame_rate"], target_of(colours_of(first)))
    frames = selected(original.frames("picture", Fraction(piece["start"])), stretch, _most(settings.frame_rate))
    _encode(_filtered(frames, shape, settings), stretch, settings, writer)
    return {"frames": len(writer.entries), "pieces": stretch.pieces}


def _most(frame_rate: float) -> float | None:
    """How many frames of a second are kept: each second one, or each third one, and so on, so that movements stay even.
    None for all: a rate that wavers around 60 is left as it is."""
    return frame_rate / math.ceil(frame_rate / (MAX_RATE + 1)) if frame_rate > MAX_RATE + 1 else None


def _filtered(
    frames: Iterator[tuple[int, VideoFrame]], shape: Shape, settings: PictureSettings
) -> Iterator[tuple[int, VideoFrame]]:
    def marked() -> Iterator[VideoFrame]:
        for time, frame in frames:
            frame.pts, frame.time_base = time, _TICK
            yield frame

    for frame in Filtering(shape, settings.colours).frames(marked()):
        yield frame.pts or 0, frame


def _encode(
    frames: Iterator[tuple[int, VideoFrame]], stretch: Stretch, settings: PictureSettings, writer: PieceWriter
) -> None:
    context = av.CodecContext.create("libx264", "w")
    settings.apply(context)
    context.flags |= Flags.global_header
    key, last = None, 0
    for time, frame in held(frames, stretch):
        is_key = key is None or time - key >= KEY_SECONDS * TICKS
        key, last = time if is_key else key, time
        frame.pts, frame.time_base = time, _TICK
        # A decoder writes here what kind of frame it was.
        frame.pict_type = PictureType.I if is_key else PictureType.NONE
        _write(writer, context.encode(frame))
    if key is not None:
        _write(writer, context.encode(None))
    header = (context.extradata or b"").hex()
    end = stretch.end if key is None else max(stretch.end, last + round(TICKS / max(float(settings.rate), 10.0)))
    writer.finish({**asdict(settings), "extradata": header}, end)


def _write(writer: PieceWriter, packets: Any) -> None:
    for packet in packets:
        writer.add(packet.pts, bytes(packet), is_key=packet.is_keyframe)
