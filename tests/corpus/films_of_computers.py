"""What editing programs, servers, televisions and shops write, and files of sound alone."""

import os
from pathlib import Path

from tests.corpus import rare_sounds
from tests.corpus.films import Film, pixels_of
from tests.corpus.films_of_phones import cover
from tests.corpus.kinds import Kind, film, sound
from tests.corpus.patches import (
    ambisonic,
    cut_off,
    twice,
    with_display_size_of_matroska,
    with_id3,
    with_layout_of_mov,
    with_pixels_of_mp4,
    without_length_of_mp3,
)
from tests.corpus.programmes import write_programmes

# A film that no script made, if this names one.
REAL_FILM = Path(os.environ.get("GUESTLINK_REAL_FILM", "/nowhere"))
# The order of 5.1 in CoreAudioBaseTypes.h (MPEG_5_1_B), for sound of which each sample is kept.
L_R_LS_RS_C_LFE = 122 << 16 | 6
TEXT = {"title": "A song", "artist": "Louise Smith"}


def once_in_two_seconds(number: int) -> float:
    return 2.0 * number


PROGRAMS: tuple[Kind, ...] = (
    film("MP4: H.264 10 bit", "mp4", Film("mp4", pixels="yuv420p10le")),
    film("MP4: H.264 4:2:2", "mp4", Film("mp4", pixels="yuv422p")),
    film("MP4: MPEG-4 part 2", "mp4", Film("mp4", "mpeg4")),
    film("MP4: AV1", "mp4", Film("mp4", "libsvtav1")),
    film("MP4: VP9, FLAC", "mp4", Film("mp4", "libvpx-vp9", "flac")),
    film("MP4: H.264, AC-3", "mp4", Film("mp4", sound="ac3")),
    film("MP4: H.264, Opus", "mp4", Film("mp4", sound="libopus")),
    film("MP4: a picture that stands, with sound", "mp4", Film("mp4", rate=1, time=once_in_two_seconds), seconds=7),
    film("MOV: ProRes, PCM", "mov", Film("mov", "prores_ks", "pcm_s24le", pixels="yuv422p10le"), in_ci=True),
    film(
        "MOV: DNxHD, PCM",
        "mov",
        Film("mov", "dnxhd", "pcm_s16le", size=(1280, 720), pixels="yuv422p", seconds=2, picture_options={"b": "60M"}),
    ),
    film("MOV: animation, PCM", "mov", Film("mov", "qtrle", "pcm_s16be", pixels="rgb24")),
    film("MOV: H.264, PCM", "mov", Film("mov", sound="pcm_s16le")),
    film("MKV: H.264, AAC", "mkv", Film("matroska")),
    film("MKV: HEVC, E-AC-3 5.1", "mkv", Film("matroska", "libx265", "eac3", layout="5.1", seconds=2)),
    film("MKV: FFV1, FLAC", "mkv", Film("matroska", "ffv1", "flac")),
    film("MKV: HEVC, AAC, cut off", "mkv", Film("matroska", "libx265"), cut_off(0.6), seconds=-1),
    film("AVI: MPEG-4, MP3", "avi", Film("avi", "mpeg4", "mp3", picture_options={"bf": "2"}), in_ci=True),
    film("AVI: H.264, MP3", "avi", Film("avi", sound="mp3")),
    film("AVI: MS MPEG-4, cut off", "avi", Film("avi", "msmpeg4", "mp3"), cut_off(0.6), seconds=-1),
    film("WMV", "wmv", Film("asf", "wmv2", "wmav2")),
    film("FLV: H.263, MP3", "flv", Film("flv", "flv", "mp3", sample_rate=44100)),
    film("FLV: H.264, AAC", "flv", Film("flv", sample_rate=44100)),
    film("TS: H.264, AAC", "ts", Film("mpegts")),
    film("TS: MPEG-2, MP2", "ts", Film("mpegts", "mpeg2video", "mp2")),
    Kind(
        "TS of a television: a programme of sound alone, and a film",
        "ts",
        lambda path: write_programmes(path, [Film("mpegts", None, "mp2", layout="mono"), Film("mpegts", sound="mp2")]),
    ),
    film("VOB: MPEG-2, AC-3", "vob", Film("vob", "mpeg2video", "ac3")),
    film(
        "VOB of a disc: 720 × 576, 16:9",
        "vob",
        Film("vob", "mpeg2video", "ac3", size=(720, 576), seconds=2, set_up=pixels_of(64, 45)),
        size=(1024, 576),
    ),
    film(
        "MKV: H.264 whose shape the container says",
        "mkv",
        Film("matroska", size=(240, 180)),
        with_display_size_of_matroska(320, 180),
        size=(320, 180),
    ),
    film(
        "MP4: H.264 whose shape the container says",
        "mp4",
        Film("mp4", size=(240, 180), options={"movflags": "faststart"}),
        with_pixels_of_mp4(4, 3),
        size=(320, 180),
    ),
    film("MPG: MPEG-1, MP2", "mpg", Film("mpeg", "mpeg1video", "mp2")),
    film("MXF: MPEG-2, PCM", "mxf", Film("mxf", "mpeg2video", "pcm_s16le")),
    film("TS: two, one behind the other", "ts", Film("mpegts"), twice, seconds=8),
    film("VOB: two, one behind the other", "vob", Film("vob", "mpeg2video", "ac3"), twice, seconds=8),
    film("MKV: two, one behind the other", "mkv", Film("matroska"), twice, seconds=8),
    film("AVI: two, one behind the other", "avi", Film("avi", "mpeg4", "mp3"), twice, seconds=8),
    film("FLV: two, one behind the other", "flv", Film("flv", sample_rate=44100), twice, seconds=8),
    film("raw H.264", "h264", Film("h264", sound=None)),
    film("raw HEVC", "h265", Film("hevc", "libx265", None)),
    film("raw MPEG-4", "m4v", Film("m4v", "mpeg4", None)),
    film("raw MPEG-2", "m2v", Film("mpeg2video", "mpeg2video", None)),
    film("Y4M: pictures as they are", "y4m", Film("yuv4mpegpipe", "wrapped_avframe", None, seconds=2)),
    film("OGV: VP8, Opus", "ogv", Film("ogg", "libvpx", "libopus")),
    film("RealMedia", "rm", Film("rm", "rv20", "ac3", size=(352, 288))),
    Kind("a real film", "mp4", lambda path: _copy(REAL_FILM, path), seconds=-1, size=None, source=REAL_FILM),
)
SOUNDS: tuple[Kind, ...] = (
    film("MP3", "mp3", Film("mp3", None, "mp3")),
    film("MP3 of a shop: singer and cover", "mp3", Film("mp3", None, "mp3"), with_id3),
    film(
        "MP3 of a variable rate without its length",
        "mp3",
        Film("mp3", None, "mp3", sound_options={"q": "5", "flags": "+qscale"}),
        without_length_of_mp3,
    ),
    film("MP3: two, one behind the other", "mp3", Film("mp3", None, "mp3"), twice, seconds=8),
    film("Ogg: two, one behind the other", "ogg", Film("ogg", None, "libopus"), twice, seconds=8),
    film("M4A with a singer and a cover", "m4a", Film("mp4", None, tags=TEXT, more=cover)),
    film("M4A: ALAC", "m4a", Film("ipod", None, "alac")),
    film("WAV", "wav", Film("wav", None, "pcm_s16le")),
    film("WAV: 24 bit, 96 kHz, mono", "wav", Film("wav", None, "pcm_s24le", sample_rate=96000, layout="mono")),
    film("WAV cut off", "wav", Film("wav", None, "pcm_s16le"), cut_off(0.6), seconds=-1),
    film("FLAC", "flac", Film("flac", None, "flac", tags=TEXT)),
    film("Ogg: Opus", "opus", Film("ogg", None, "libopus")),
    film("Ogg: Vorbis", "ogg", Film("ogg", None, "vorbis")),
    film("AAC", "aac", Film("adts", None)),
    film("AIFF", "aiff", Film("aiff", None, "pcm_s16be")),
    film("CAF: ALAC", "caf", Film("caf", None, "alac")),
    film("WMA", "wma", Film("asf", None, "wmav2")),
    film(
        "MOV: PCM 5.1 in an order of its own",
        "mov",
        Film("mov", None, "pcm_s16le", layout="5.1"),
        with_layout_of_mov(L_R_LS_RS_C_LFE),
    ),
    film(
        "MKA of a camera for 360°: Opus, ambisonic", "mka", Film("matroska", None, "libopus", layout="quad"), ambisonic
    ),
    film("VOC of an old computer", "voc", Film("voc", None, "pcm_u8", layout="mono", sample_rate=22050)),
    film("SoX", "sox", Film("sox", None, "pcm_s32le")),
    film("MMF of an old telephone", "mmf", Film("mmf", None, "adpcm_yamaha", layout="mono", sample_rate=8000)),
    sound("IFF of an Amiga", "iff", rare_sounds.amiga),
    sound("SPHERE of a laboratory", "sph", rare_sounds.speech),
    film("MKA: FLAC", "mka", Film("matroska", None, "flac")),
)


def _copy(source: Path, target: Path) -> None:
    target.write_bytes(source.read_bytes())
