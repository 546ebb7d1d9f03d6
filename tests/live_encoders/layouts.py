"""The layouts: which names, folders and kinds of playlists people's encoders write."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from tests.live_encoders import publishing
from tests.live_encoders.encoder import Encoder

PLAIN = {"hls_time": "2", "hls_list_size": "6"}
TWO = ("picture", "sound", "picture", "sound")
KEY = bytes(range(16))
Begin = Callable[[Path], Encoder]


@dataclass(frozen=True)
class Layout:
    """`playlist`: the name that the owner gives, if it is not found by itself. `choices`: what the player offers."""

    name: str
    begin: Begin
    playlist: str | None = None
    choices: tuple[str, ...] = ()
    has_picture: bool = True


def _ffmpeg(target: str = "index.m3u8", **options: str) -> Begin:
    """`{folder}` in an option becomes the folder, for names that FFmpeg does not take from the playlist."""
    return lambda folder: Encoder(folder, target, PLAIN | _named(folder, options))


def _named(folder: Path, options: dict[str, str]) -> dict[str, str]:
    return {name: value.replace("{folder}", str(folder)) for name, value in options.items()}


def _variants(target: str, variants: str, streams: tuple[str, ...], **options: str) -> Begin:
    """A list of playlists, by FFmpeg's `var_stream_map`."""
    publish = publishing.two_qualities if options["master_pl_name"] == "master.m3u8" else None
    return lambda folder: Encoder(
        folder, target, PLAIN | _named(folder, options) | {"var_stream_map": variants}, streams, publish=publish
    )


def _encrypted(folder: Path) -> Encoder:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "enc.key").write_bytes(KEY)
    info = folder.parent / f"{folder.name}.keyinfo"
    info.write_text(f"enc.key\n{folder / 'enc.key'}\n")
    return Encoder(folder, "index.m3u8", PLAIN | {"hls_key_info_file": str(info)})


def _packed_sound(folder: Path) -> Encoder:
    """AAC without a container, as radio encoders write it."""
    listed = {"segment_list": str(folder / "index.m3u8"), "segment_list_type": "m3u8", "segment_list_size": "6"}
    options = {"segment_format": "adts", "segment_time": "2", "segment_list_flags": "live"} | listed
    return Encoder(folder, "sound %d.aac", options, ("sound",), container="segment")


def _published(publish: Callable[[Path, Path], None], **options: str) -> Begin:
    """FFmpeg writes beside the live folder, and what it writes is published as another encoder would write it."""

    def begin(folder: Path) -> Encoder:
        work = folder.parent.parent / "work" / folder.name
        folder.mkdir(parents=True, exist_ok=True)
        return Encoder(work, "index.m3u8", PLAIN | options, publish=partial(publish, folder))

    return begin


def _copied(playlist: str, segment: str, **how: Any) -> Begin:
    return _published(partial(publishing.copy, playlist=playlist, segment=segment, **how))


LOW_LATENCY = {"hls_time": "0.5", "hls_segment_type": "fmp4", "hls_list_size": "40", "hls_flags": "split_by_time"}
LANGUAGES = (
    "a:0,agroup:s,language:en,name:English,default:yes a:1,agroup:s,language:de,name:Deutsch v:0,agroup:s,name:picture"
)
LAYOUTS = [
    Layout("ffmpeg, as it is", _ffmpeg("stream.m3u8")),
    Layout("ffmpeg, deletes segments", _ffmpeg(hls_flags="delete_segments+temp_file+independent_segments")),
    Layout("ffmpeg, appends to its list", _ffmpeg(hls_flags="append_list+omit_endlist+delete_segments")),
    Layout("ffmpeg, keeps everything", _ffmpeg(hls_list_size="0", hls_playlist_type="event")),
    Layout("ffmpeg, no type, long list", _ffmpeg("playlist.m3u8", hls_list_size="0")),
    Layout("ffmpeg, fMP4", _ffmpeg(hls_segment_type="fmp4", hls_flags="delete_segments")),
    Layout("ffmpeg, ranges of one file", _ffmpeg(hls_flags="single_file")),
    Layout("ffmpeg, ranges of one fMP4", _ffmpeg(hls_flags="single_file", hls_segment_type="fmp4")),
    Layout("ffmpeg, AES-128 with a key file", _encrypted),
    Layout(
        "ffmpeg, dates, numbers by the clock",
        _ffmpeg(hls_flags="program_date_time", hls_start_number_source="epoch"),
    ),
    Layout(
        "ffmpeg, names by date in folders",
        _ffmpeg(strftime="1", strftime_mkdir="1", hls_segment_filename="{folder}/%Y/%m %d/%H-%M-%S.ts"),
    ),
    Layout(
        "ffmpeg, two qualities",
        _variants("stream_%v.m3u8", "v:0,a:0 v:1,a:1", TWO, master_pl_name="master.m3u8"),
        choices=("quality",),
    ),
    Layout(
        "ffmpeg, qualities in folders",
        _variants(
            "%v/index.m3u8",
            "v:0,a:0,name:hd v:1,a:1,name:sd",
            TWO,
            master_pl_name="master.m3u8",
            hls_segment_filename="{folder}/%v/seg %d.ts",
        ),
        choices=("quality",),
    ),
    Layout(
        "ffmpeg, two languages",
        _variants(
            "%v.m3u8",
            LANGUAGES,
            ("picture", "sound", "sound"),
            master_pl_name="show.m3u8",
            hls_segment_type="fmp4",
            hls_fmp4_init_filename="init_%v.mp4",
        ),
        choices=("audio",),
    ),
    Layout("OBS, recording as HLS", _ffmpeg("2026-11-29 12-00-{start}.m3u8", hls_flags="delete_segments")),
    Layout("a folder for each start", _ffmpeg("start {start}/index.m3u8")),
    Layout("nginx-rtmp", _copied("show.m3u8", "show-{}.ts")),
    Layout("nginx-rtmp, nested", _copied("show/index.m3u8", "show/{}.ts")),
    Layout(
        "hardware box, CRLF and BOM",
        _copied("CH 01/MAIN.M3U8", "CH 01/SEG_{}.TS", shown="SEG_{}.TS", line_end="\r\n", mark=True),
    ),
    Layout(
        "SRS, queries behind names",
        _copied("livestream.m3u8", "livestream-{}.ts", shown="livestream-{}.ts?hls_ctx=x1"),
    ),
    Layout("names as addresses", _copied("index.m3u8", "שידור חי {}.ts", encoded=True)),
    Layout("names as they are", _copied("index.m3u8", "100% Übung 'a' #{}?.ts")),
    Layout("names without an ending", _copied("live", "part{}"), playlist="live"),
    Layout("written in place, slowly", _copied("index.m3u8", "s{}.ts", is_slow=True)),
    Layout("breaks in the middle", _copied("index.m3u8", "s{}.ts", break_every=3)),
    Layout("MediaMTX, low latency", _published(publishing.low_latency, **LOW_LATENCY)),
    Layout("subtitles", _published(publishing.with_subtitles), choices=("subtitles",)),
    Layout("sound alone, AAC", _packed_sound, has_picture=False),
]
