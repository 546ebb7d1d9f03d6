"""What phones, cameras, browsers and recorders of screens write."""

from fractions import Fraction
from typing import Any

import av

from tests.corpus.films import Film, pixels_of
from tests.corpus.kinds import Kind, film
from tests.corpus.patches import cut_off, replaced, turned, with_matrix, with_matroska_length_of, with_place

FASTSTART = {"movflags": "faststart"}
FRAGMENTS = {"movflags": "frag_keyframe+empty_moov+default_base_moof"}
# As a browser's recorder writes: no length, no index, clusters without a size.
AS_IT_COMES = {"live": "1"}
HLG, PQ, BT2020, BT2020_MATRIX = 18, 16, 9, 9


def bright(transfer: int) -> Any:
    """Sets up an encoder for a picture of high dynamic range."""

    def set_up(context: Any) -> None:
        context.color_trc, context.color_primaries, context.colorspace = transfer, BT2020, BT2020_MATRIX

    return set_up


def hevc(**parts: Any) -> Film:
    return Film(**{"container": "mov", "picture": "libx265", **parts})


def uneven(number: int) -> float:
    """A variable rate: 25 frames a second, then 10, then 25."""
    return number / 25 if number < 25 else 1 + (number - 25) / 10 if number < 45 else 3 + (number - 45) / 25


def cover(container: Any) -> list[Any]:
    """A cover as a stream of its own."""
    stream = container.add_stream("png", rate=1)
    stream.width, stream.height, stream.pix_fmt = 64, 64, "rgb24"
    stream.disposition = av.stream.Disposition.attached_pic
    packets: list[Any] = stream.encode(av.VideoFrame(64, 64, "rgb24"))
    for packet in packets:
        packet.pts = packet.dts = 0
        packet.time_base = Fraction(1, 1)
    return packets


def second_sound(container: Any) -> list[Any]:
    """A second microphone."""
    stream = container.add_stream("aac", rate=48000, layout="mono")
    frame = av.AudioFrame("fltp", "mono", 1024)
    frame.sample_rate, frame.pts, frame.time_base = 48000, 0, Fraction(1, 48000)
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    return [*stream.encode(frame), *stream.encode(None)]


PHONES: tuple[Kind, ...] = (
    film("MP4 that plays as it is", "mp4", Film("mp4", options=FASTSTART), in_ci=True),
    film("MP4, index at the end", "mp4", Film("mp4")),
    film("MP4 without sound", "mp4", Film("mp4", sound=None, options=FASTSTART)),
    film("MP4 with MP3", "mp4", Film("mp4", sound="mp3", options=FASTSTART)),
    film("MP4, sound in mono at 16 kHz (meetings)", "mp4", Film("mp4", sample_rate=16000, layout="mono")),
    film("MP4, sound 5.1", "mp4", Film("mp4", layout="5.1", options=FASTSTART)),
    film("MP4 in fragments", "mp4", Film("mp4", options=FRAGMENTS)),
    film(
        "MP4 in fragments, cut off",
        "mp4",
        Film("mp4", options=FRAGMENTS, picture_options={"g": "25"}),
        cut_off(0.6),
        seconds=-1,
    ),
    film("MP4 cut off", "mp4", Film("mp4", options=FASTSTART), cut_off(0.6), seconds=-1, in_ci=True),
    film("MP4 of a phone, with the place", "mp4", Film("mp4"), with_place),
    film("MP4 with a cover", "mp4", Film("mp4", more=cover)),
    film("MP4 with a second sound", "mp4", Film("mp4", more=second_sound)),
    film("MP4, upside down", "mp4", Film("mp4"), turned(180)),
    film("MP4, upright", "mp4", Film("mp4", options=FASTSTART), turned(90), size=(180, 320)),
    film("MP4 of a camera for selfies: mirrored", "mp4", Film("mp4"), with_matrix(-1, 0, 0, 1)),
    film("MP4 of a camera for selfies: upright", "mp4", Film("mp4"), with_matrix(0, 1, 1, 0), size=(180, 320)),
    film("MP4, variable frame rate", "mp4", Film("mp4", time=uneven), seconds=5.2),
    film("MP4, sound a second late", "mp4", Film("mp4", sound_start=1)),
    film("MP4, picture a second late", "mp4", Film("mp4", picture_start=1)),
    film("MP4, 120 frames a second", "mp4", Film("mp4", rate=120, seconds=2)),
    film("MP4 of odd size", "mp4", Film("mp4", size=(321, 181), pixels="yuv444p"), size=(320, 180)),
    film(
        "MOV of an iPhone: HEVC, upright, with the place",
        "mov",
        hevc(),
        replaced(b"hev1", b"hvc1"),
        turned(90),
        with_place,
        size=(180, 320),
        in_ci=True,
    ),
    film("MOV of an iPhone: HLG", "mov", hevc(pixels="yuv420p10le", set_up=bright(HLG), seconds=2), in_ci=True),
    film("MP4: HEVC, PQ", "mp4", hevc(container="mp4", pixels="yuv420p10le", set_up=bright(PQ), seconds=2)),
    film(
        "MOV of an iPhone: sound that nobody decodes, and AAC",
        "mov",
        Film("mov", more=second_sound),
        replaced(b"mp4a", b"apac", 1),
    ),
    # CIF, whose pixels are a little wide. So are those of a tape.
    film("3GP of an old phone", "3gp", Film("3gp", "h263", size=(352, 288), rate=15), size=(384, 288)),
    film("MOV of a camera: MJPEG and PCM", "mov", Film("mov", "mjpeg", "pcm_u8", pixels="yuvj422p")),
    film("AVI of a camera: MJPEG and PCM", "avi", Film("avi", "mjpeg", "pcm_s16le", pixels="yuvj420p")),
    film(
        "AVI of a camcorder: DV",
        "avi",
        Film("avi", "dvvideo", "pcm_s16le", size=(720, 576), seconds=2),
        size=(768, 576),
    ),
    film(
        "AVI of a camcorder: DV, 16:9",
        "avi",
        Film("avi", "dvvideo", "pcm_s16le", size=(720, 576), seconds=2, set_up=pixels_of(64, 45)),
        size=(1024, 576),
    ),
    film(
        "M2T of a camcorder: HDV, 1440 × 1080",
        "m2t",
        Film("mpegts", "mpeg2video", "mp2", size=(1440, 1080), seconds=2, set_up=pixels_of(4, 3)),
        size=(1920, 1080),
    ),
    film(
        "MTS of a camcorder: AVCHD, 1440 × 1080",
        "mts",
        Film(
            "mpegts",
            sound="ac3",
            size=(1440, 1080),
            seconds=2,
            options={"mpegts_m2ts_mode": "1"},
            picture_options={"x264-params": "tff=1"},
            set_up=pixels_of(4, 3),
        ),
        size=(1920, 1080),
    ),
    film(
        "MTS of a camera: H.264 that is copied, 240 × 180",
        "mts",
        Film("mpegts", size=(240, 180), set_up=pixels_of(4, 3)),
        size=(320, 180),
    ),
    film(
        "MTS of a camcorder: H.264, interlaced, AC-3",
        "mts",
        Film("mpegts", sound="ac3", options={"mpegts_m2ts_mode": "1"}, picture_options={"x264-params": "tff=1"}),
        in_ci=True,
    ),
    film(
        "WebM of a browser's recorder: VP8, Opus, no length",
        "webm",
        Film("webm", "libvpx", "libopus", options=AS_IT_COMES),
        in_ci=True,
    ),
    film("WebM of a browser's recorder: sound alone", "webm", Film("webm", None, "libopus", options=AS_IT_COMES)),
    film(
        "MKV of a browser's recorder: H.264, Opus, no length",
        "mkv",
        Film("matroska", sound="libopus", options=AS_IT_COMES),
    ),
    film(
        "MKV of a crashed recorder: H.264, AAC, cut off",
        "mkv",
        Film("matroska", options=AS_IT_COMES),
        cut_off(0.7),
        seconds=-1,
    ),
    film(
        "MKV of a recorder of screens: a last frame that stands",
        "mkv",
        Film("matroska", sound=None, seconds=3),
        with_matroska_length_of(9),
        seconds=9,
    ),
    film("WebM: VP9, Opus", "webm", Film("webm", "libvpx-vp9", "libopus"), in_ci=True),
    film("WebM: VP8, Vorbis", "webm", Film("webm", "libvpx", "vorbis")),
    film("WebM: AV1, Opus", "webm", Film("webm", "libsvtav1", "libopus")),
    film("WebM with a title", "webm", Film("webm", "libvpx", "libopus", tags={"title": "Louise at home"})),
)
