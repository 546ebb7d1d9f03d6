"""Inspects a recording: its container, the streams that are used, its length, and a picture of it as a poster."""

import contextlib
from collections.abc import Callable
from typing import Any, BinaryIO

from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from models.errors import Invalid
from models.recordings import refusals
from models.recordings.inside import boxes, chunks, cleanliness, elements, flv, frames, mp3
from models.recordings.inside.aspects import Aspects, aspect_of, is_reshaped
from models.recordings.inside.layouts import spare
from models.recordings.inside.lost_streams import lost_of
from models.recordings.inside.measuring import Measured, measure
from models.recordings.inside.opening import ERRORS, check_size, opened, prepare, used_picture, used_sound, word_of
from models.recordings.inside.orientation import orientation_of
from models.recordings.inside.reading import READ_ANEW
from models.recordings.inside.structure import Structure
from models.recordings.inside.timeline import RAW, raw_rate

Values = dict[str, object]
READERS: dict[str, Callable[[BinaryIO, int], Structure]] = {
    "mp4": boxes.read,
    "matroska": elements.read,
    "avi": chunks.read_riff,
    "wav": chunks.read_riff,
    "aiff": chunks.read_aiff,
    "w64": chunks.read_w64,
    "caf": chunks.read_caf,
    "asf": chunks.read_asf,
    "flv": flv.read,
    "mpeg": chunks.read_program,
    "mpegts": chunks.read_transport,
    "mp3": mp3.read,
}
# A stream that began in the middle shows its first picture after some seconds.
MOST_PACKETS = 3000
MOST_FRAMES_A_SECOND = 1000
LATE = 0.2
# FFmpeg's names for the transfer of light that matter here (ISO/IEC 23091-2).
TRANSFERS = {1: "bt709", 4: "gamma22", 6: "smpte170m", 7: "smpte240m", 14: "bt2020-10", 15: "bt2020-12"}
TRANSFERS |= {13: "iec61966-2-1", 16: "smpte2084", 18: "arib-std-b67"}


def inspect(file: BinaryIO) -> tuple[Values, bytes]:
    """What `inspecting.inspect` reads, and a poster, which is empty if none can be made. Raises Invalid."""
    try:
        whole = flv.without_headers(file)
        with opened(whole) as container:
            structure, size = _structure(container, file)
            if used_picture(container) is not None:
                return _inspected(whole, container, structure, size)
            codecs = [stream.codec_context.codec.name for stream in filter(None, [used_sound(container)])]
        # No picture of a wrong size can be in it, and some formats of sound alone need their codec to be read.
        with opened(whole, codecs) as container:
            return _inspected(whole, container, structure, size)
    except ERRORS:
        raise Invalid("file", refusals.UNPLAYABLE) from None


def _structure(container: InputContainer, file: BinaryIO) -> tuple[Structure, int]:
    """Raises Invalid."""
    # FFmpeg goes on reading where it left the file.
    place, size, word = file.tell(), file.seek(0, 2), word_of(container)
    structure = READERS[word](file, size) if word in READERS else Structure()
    file.seek(place)
    structure.word = structure.word or word
    if structure.is_encrypted:
        raise Invalid("file", refusals.ENCRYPTED_VIDEO)
    if structure.dolby_vision == 5:
        raise Invalid("file", refusals.DOLBY_VISION)
    return structure, size


def _inspected(file: BinaryIO, container: InputContainer, structure: Structure, size: int) -> tuple[Values, bytes]:
    if not container.streams.video and not container.streams.audio:
        raise Invalid("file", refusals.NO_STREAMS)
    shown, heard = used_picture(container), used_sound(container)
    frame = None if shown is None else _first_picture(container, shown)
    sound = None if heard is None else _first_sound(file, container, heard)
    streams = [stream for stream, first in ((shown, frame), (heard, sound)) if stream is not None and first is not None]
    if not streams:
        raise Invalid("file", refusals.UNPLAYABLE)
    # Before others are decoded, whose size and shape may be others.
    picture = None if shown is None or frame is None else _picture(shown, frame, structure)
    poster = b"" if shown is None or frame is None else frames.poster_of(container, shown, frame)
    measured = measure(file, container, streams, structure, size)
    values: Values = {
        **_facts(structure, measured),
        "lost": lost_of(file, container, streams),
        "is_clean": structure.is_clean and cleanliness.is_clean(file, container, streams),
        "picture": picture,
        "sound": None if heard is None or sound is None else _sound(heard, sound),
    }
    for kind, stream in (("picture", shown), ("sound", heard)):
        if isinstance(said := values[kind], dict) and stream is not None:
            said["is_irregular"] = stream.index in measured.irregular
    return values, poster


def _facts(structure: Structure, measured: Measured) -> Values:
    return {
        "container": structure.word,
        "duration": measured.duration,
        "knows_length": measured.is_known,
        # A player would wait for the first picture, or show nothing, until it is due.
        "starts_quickly": structure.has_index and measured.start < LATE,
        "ends_early": measured.ends_early,
        "is_edited": structure.is_edited,
        "ends_still": measured.ends_still,
        "is_put_together": measured.is_put_together,
    }


def _first_picture(container: InputContainer, stream: VideoStream) -> VideoFrame | None:
    """None if no frame can be decoded. Raises Invalid."""
    prepare(stream)
    try:
        frame: VideoFrame | None = _first_frame(container, stream, Aspects(stream))
        return frame
    finally:
        # Only the frames themselves say their true size. A larger one is not decoded, but its size is known then.
        check_size(stream)


def _first_sound(file: BinaryIO, container: InputContainer, stream: AudioStream) -> AudioFrame | None:
    stream.codec_context.thread_count = 1
    # Without an index, it goes on behind the first picture.
    with contextlib.suppress(*ERRORS):
        container.seek(0, stream=stream)
    frame: AudioFrame | None = _first_frame(container, stream)
    if frame is None and container.format.name in READ_ANEW:
        # Trying to go back may have led to the end of the file.
        place = file.tell()
        with opened(file) as anew:
            frame = _first_frame(anew, anew.streams[stream.index])
        file.seek(place)
    return frame


def _first_frame(container: InputContainer, stream: Any, aspects: Aspects | None = None) -> Any:
    for number, packet in enumerate(container.demux(stream)):
        if packet.has_sidedata("encryption_info"):
            raise Invalid("file", refusals.ENCRYPTED_VIDEO)
        with contextlib.suppress(*ERRORS):
            decoded = packet.decode()
            spare(decoded)
            if aspects:
                aspects.mark(packet, decoded)
            if decoded:
                return decoded[0]
        if number > MOST_PACKETS:
            break
    return None


def _picture(stream: VideoStream, frame: VideoFrame, structure: Structure) -> Values:
    context, orientation = stream.codec_context, orientation_of(frame)
    return {
        "codec": context.codec.canonical_name,
        "profile": context.profile or "",
        "pixel_format": frame.format.name,
        "width": stream.width,
        "height": stream.height,
        "frame_rate": _frame_rate(stream),
        "rotation": orientation.rotation,
        "is_mirrored": orientation.is_mirrored,
        "is_askew": orientation.is_askew,
        "sample_aspect": aspect_of(frame),
        "is_reshaped": is_reshaped(stream),
        "transfer": TRANSFERS.get(frame.color_trc, ""),
        "dolby_vision": structure.dolby_vision,
        "level": max(0, context.level),
        "tag": context.codec_tag if context.codec_tag.isalnum() else "",
        "is_interlaced": frame.interlaced_frame,
    }


def _frame_rate(stream: VideoStream) -> float:
    """0 if it is not known. Some formats count their ticks instead of their frames."""
    if stream.container.format.name in RAW:
        return float(raw_rate(stream))
    rates = [float(rate) for rate in (stream.average_rate, stream.guessed_rate) if rate]
    return next((rate for rate in rates if rate <= MOST_FRAMES_A_SECOND), 0.0)


def _sound(stream: AudioStream, frame: AudioFrame) -> Values:
    context = stream.codec_context
    return {
        "codec": context.codec.canonical_name,
        "profile": context.profile or "",
        "channels": frame.layout.nb_channels,
        "sample_rate": frame.sample_rate,
    }
