"""Puts the file together that is sent to guests: pieces, and streams of the original that stay as they are."""

import io
import os
from collections.abc import Sequence
from fractions import Fraction
from typing import Any, BinaryIO

import av

from models.recordings.inside.parts import part
from models.recordings.inside.tracks import CopiedTracks, EncodedTrack, merged

Values = dict[str, object]
# The index before the data, and nothing about the original.
MP4 = {"movflags": "+faststart", "fflags": "+bitexact"}
MP3 = {"id3v2_version": "0", "write_xing": "1", "fflags": "+bitexact"}
WRITE_BYTES = 256 * 1024
_DECODERS = {"mp3": "mp3float"}


def join(file: BinaryIO, output: io.FileIO, order: dict[str, Any]) -> Values:
    """`order` names the format and, for "picture" and "sound", where each piece lies in the file. A stream that is
    copied has none: then `original` says where the original lies."""
    is_mp3 = order["format"] == "mp3"
    with av.open(
        output,
        "w",
        format=order["format"],
        options=MP3 if is_mp3 else MP4,
        # To put the index first, FFmpeg reads what it wrote.
        buffer_size=WRITE_BYTES,
        io_open=lambda _url, _flags, _options: _Again(output),
    ) as container:
        tracks = _tracks(container, file, order)
        container.start_encoding()
        for track in tracks:
            if isinstance(track, EncodedTrack):
                track.check()
        for packet in merged(tracks):
            container.mux(packet)
    width, height = next((track.size for track in tracks if track.size != (0, 0)), (0, 0))
    return {"duration": float(max(track.duration for track in tracks)), "width": width, "height": height}


def _tracks(container: Any, file: BinaryIO, order: dict[str, Any]) -> "Sequence[EncodedTrack | CopiedTracks]":
    tracks: list[EncodedTrack | CopiedTracks] = []
    # The picture first: there are players that take the first track.
    for kind in ("picture", "sound"):
        if order[kind]:
            tracks.append(EncodedTrack(container, [part(file, *place) for place in order[kind]], kind))
        elif order["copied"][:1] == [kind]:
            original = part(file, *order["original"])
            codecs = [_DECODERS.get(codec, codec) for codec in order["codecs"]]
            tracks.append(CopiedTracks(container, original, order["copied"], codecs, Fraction(order["end"])))
    return tracks


class _Again:
    """Reads the output while it is written."""

    def __init__(self, output: io.FileIO) -> None:
        self.output, self.position = output, 0

    def read(self, size: int) -> bytes:
        content = os.pread(self.output.fileno(), size, self.position)
        self.position += len(content)
        return content

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        ends = {io.SEEK_SET: 0, io.SEEK_CUR: self.position, io.SEEK_END: os.fstat(self.output.fileno()).st_size}
        self.position = ends[whence] + offset
        return self.position

    def tell(self) -> int:
        return self.position
