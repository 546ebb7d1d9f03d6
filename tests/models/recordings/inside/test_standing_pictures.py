"""A picture that stands at the end, as recorders of screens leave it: a player can seek there, and goes on."""

from dataclasses import replace
from pathlib import Path

import av
import pytest

from models.recordings import inspecting, making
from models.recordings.inspected import Inspected
from models.recordings.judging import Judgement, Treatment, judge
from models.recordings.pieces import pieces_of
from tests.corpus.films import Film, write
from tests.corpus.patches import changed, with_matroska_length_of

SMALL = Film("matroska", sound=None, seconds=2, size=(64, 48), rate=25)


def recorded(seconds: float) -> tuple[Inspected, Judgement]:
    write(Path("screen"), SMALL)
    changed(Path("screen"), with_matroska_length_of(seconds))
    inspected = inspecting.inspect(Path("screen"))
    return inspected, judge(inspected)


def made(inspected: Inspected, judgement: Judgement) -> Path:
    folder = Path("pieces")
    folder.mkdir()
    with Path("screen").open("rb", buffering=0) as file:
        for piece in pieces_of(inspected, judgement):
            making.make_piece(file, piece, folder, inspected, judgement, going_on=lambda: True)
        making.join(file, folder, inspected, judgement, Path("made"), going_on=lambda: True)
    return Path("made")


@pytest.mark.parametrize("seconds", [8, 75])
def test_the_last_picture_is_there_again_at_the_end(seconds: float) -> None:
    inspected, judgement = recorded(seconds)
    assert judgement.picture is Treatment.ENCODE
    with av.open(str(made(inspected, judgement))) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
        assert container.streams.video[0].duration == pytest.approx(seconds / packets[0].time_base, rel=0.01)
    shown = [float(packet.pts * packet.time_base) for packet in packets if packet.pts is not None]
    assert seconds - 0.2 < max(shown) < seconds
    # Players seek by the time of decoding. A picture that is decoded seconds early hides what stands before it.
    early = [float((packet.pts - packet.dts) * packet.time_base) for packet in packets if packet.pts and packet.dts]
    assert max(early) < 0.3


def test_a_copied_picture_stands_as_long_as_in_the_file() -> None:
    """Where a sound goes on meanwhile, for example."""
    inspected, judgement = recorded(8)
    with av.open(str(made(inspected, replace(judgement, picture=Treatment.COPY)))) as container:
        assert container.duration == 8_000_000
        assert sum(bool(packet.size) for packet in container.demux(video=0)) == 50
