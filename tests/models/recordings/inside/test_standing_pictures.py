"""A picture that stands at the end, as recorders of screens leave it: a player can seek there, and goes on."""

import itertools
from dataclasses import replace
from pathlib import Path
from typing import Any

import av
import pytest

from models.recordings import child, inspecting, making
from models.recordings.inspected import Inspected
from models.recordings.judging import Judgement, Treatment, judge
from models.recordings.pieces import Piece, pieces_of
from tests.corpus.films import Film, write
from tests.corpus.patches import changed, with_matroska_length_of
from tests.vocabulary.films import Pictures, length, shown
from tests.vocabulary.films import write as write_pictures
from tests.vocabulary.preparing import inspected_of, prepare

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
            if not (folder / piece.name).exists():
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


class Counting:
    """Counts the pieces that are made."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.made: list[str] = []
        make = making.make_piece

        def make_piece(file: Any, piece: Piece, *rest: Any, **named: Any) -> None:
            self.made.append(piece.name)
            make(file, piece, *rest, **named)

        monkeypatch.setattr(making, "make_piece", make_piece)


def made_of(seconds: list[float]) -> tuple[Path, list[float]]:
    """What is made of pictures at these seconds, in pieces of 5 s, and the seconds at which they are shown."""
    pictures = Pictures(seconds, rate=10, pixels="yuv444p", brightness=lambda number: 20 + 20 * number)
    whole, _made = prepare(
        write_pictures(Path("film"), "matroska", pictures), inspected_of(pictures, None, 61), seconds=5
    )
    return whole, [next(time for time, light in shown(whole) if abs(light - 20 - 20 * at) < 4) for at in range(7)]


@pytest.mark.parametrize(
    ("seconds", "pieces"),
    [
        # In 13 pieces of 61 / 13 s. The last picture of all stands to the end.
        ([0, 1, 2, 3, 4, 5, 6], [0, 1]),
        ([0, 1, 2, 3, 30, 31, 60], [0, 6, 12]),
        # The next picture comes at the very end of a piece, and just before it.
        ([0, 1, 2, 3, 4, 18.769, 60], [0, 4, 12]),
        ([0, 1, 2, 3, 4, 18.768, 60], [0, 3, 12]),
    ],
)
def test_what_stands_is_made_at_once(monkeypatch: pytest.MonkeyPatch, seconds: list[float], pieces: list[int]) -> None:
    counting = Counting(monkeypatch)
    whole, seen = made_of(seconds)
    assert counting.made == [f"picture-{number:04}.piece" for number in pieces]
    assert seen == pytest.approx(seconds, abs=0.001)
    assert length(whole) == pytest.approx(61, abs=0.1)
    standing = [time for time, _ in shown(whole)]
    # A picture that stands into a piece of its own is not repeated at its beginning.
    assert max(late - early for early, late in itertools.pairwise(standing)) < 20


def test_no_piece_takes_more_than_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(making, "MOST_TAKEN", 4)
    counting = Counting(monkeypatch)
    _whole, seen = made_of([0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6])
    assert counting.made == [f"picture-{number:04}.piece" for number in (0, 5, 10)]
    assert seen[-1] == pytest.approx(0.6, abs=0.001)


def test_a_kill_while_it_takes_others_costs_nothing_but_this_piece() -> None:
    inspected, judgement = recorded(75)
    pieces = pieces_of(inspected, judgement)
    folder = Path("pieces")
    folder.mkdir()
    with Path("screen").open("rb", buffering=0) as file:
        with pytest.raises(child.Stopped):
            making.make_piece(file, pieces[0], folder, inspected, judgement, going_on=lambda: False)
        assert not (folder / pieces[0].name).exists()
        making.make_piece(file, pieces[0], folder, inspected, judgement, going_on=lambda: True)
    assert [(folder / piece.name).stat().st_size > 0 for piece in pieces] == [True, False]


@pytest.mark.parametrize("said", [0, 3, "1", None])
def test_a_child_that_says_nonsense_of_its_pieces_has_failed(monkeypatch: pytest.MonkeyPatch, said: object) -> None:
    inspected, judgement = recorded(75)
    Path("pieces").mkdir()
    monkeypatch.setattr(child, "make", lambda *_: {"pieces": said})
    piece = pieces_of(inspected, judgement)[0]
    with Path("screen").open("rb", buffering=0) as file, pytest.raises(child.ChildFailed):
        making.make_piece(file, piece, Path("pieces"), inspected, judgement, going_on=lambda: True)
    assert list(Path("pieces").iterdir()) == []
