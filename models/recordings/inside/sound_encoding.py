"""Encodes the sound of one piece.

It begins eight seconds early, and only the packets of the piece are kept. So the encoder is in the state in which it
was at the end of the piece before, and the two fit without a click.
"""

from collections.abc import Iterator
from dataclasses import asdict
from fractions import Fraction
from typing import Any, BinaryIO

import av
from av.audio.fifo import AudioFifo
from av.audio.frame import AudioFrame
from av.codec.context import Flags

from models.recordings.inside.originals import Original
from models.recordings.inside.piece_files import PieceWriter
from models.recordings.inside.sound_settings import FRAME, RATE, SoundSettings
from models.recordings.inside.sounds import Resampling, silence, snapped

Values = dict[str, object]
# A whole number of frames of 1,024 samples.
LEAD_SECONDS = 8


def encode_sound(file: BinaryIO, output: BinaryIO, order: dict[str, Any]) -> Values:
    """`order` has the values of a `Piece` and of an `Inspected`."""
    piece = order["piece"]
    settings = SoundSettings()
    lead = max(0, round(piece["start"]) - LEAD_SECONDS)
    encoding = _Encoding(settings, lead * RATE, PieceWriter(output))
    begin = round(piece["start"]) * RATE if piece["number"] else -FRAME
    end = None if piece["is_last"] else round(piece["end"]) * RATE
    original = Original(file, is_put_together=order["inspected"]["is_put_together"])
    encoding.run(_samples(original, settings, lead), begin, end)
    return {"frames": len(encoding.writer.entries)}


def _samples(original: Original, settings: SoundSettings, lead: int) -> Iterator[AudioFrame]:
    if first := original.first["sound"]:
        # A second for decoders that need some packets before their first good sample.
        decoded = original.frames("sound", Fraction(max(0, lead - 1)))
        yield from Resampling(settings, lead * RATE).frames(snapped(decoded, first[-1][0]))


class _Encoding:
    def __init__(self, settings: SoundSettings, start: int, writer: PieceWriter) -> None:
        self.settings, self.next, self.writer = settings, start, writer
        self.context: Any = av.CodecContext.create("aac", "w")
        settings.apply(self.context)
        self.context.flags |= Flags.global_header
        self.fifo = AudioFifo()

    def run(self, frames: Iterator[AudioFrame], begin: int, end: int | None) -> None:
        """Keeps the packets from `begin` to before `end`, in samples. Without an end, to the last one."""
        # The encoder looks ahead, so what comes after the end matters a little.
        most = None if end is None else end + RATE
        for frame in frames:
            self._take(frame, begin, end)
            if most is not None and self.next >= most:
                break
        while most is not None and self.next < most:
            self._take(self._silent(), begin, end)
        if (rest := self.fifo.read()) is not None:
            self._encode(rest, begin, end)
        last = self.next
        self._write(self.context.encode(None), begin, end)
        header = (self.context.extradata or b"").hex()
        self.writer.finish({**asdict(self.settings), "extradata": header}, last if end is None else end)

    def _take(self, frame: AudioFrame, begin: int, end: int | None) -> None:
        frame.pts = None
        self.fifo.write(frame)
        while (whole := self.fifo.read(FRAME)) is not None:
            self._encode(whole, begin, end)

    def _encode(self, frame: AudioFrame, begin: int, end: int | None) -> None:
        frame.pts, frame.time_base = self.next, Fraction(1, RATE)
        self.next += frame.samples
        self._write(self.context.encode(frame), begin, end)

    def _write(self, packets: Any, begin: int, end: int | None) -> None:
        for packet in packets:
            if packet.pts >= begin and (end is None or packet.pts < end):
                self.writer.add(packet.pts, bytes(packet), is_key=True)

    def _silent(self) -> AudioFrame:
        like = AudioFrame("fltp", self.settings.layout, FRAME)
        like.sample_rate = RATE
        return silence(like)
