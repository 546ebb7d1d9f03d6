"""In which pieces a recording is made."""

import pytest

from models.recordings.judging import Treatment
from models.recordings.pieces import PICTURE_SECONDS, SOUND_SECONDS, Piece, pieces_of
from tests.vocabulary.films import Pictures, Tone
from tests.vocabulary.preparing import inspected_of, judgement_of

PICTURES, TONE = Pictures(times=[0]), Tone(seconds=1)


def pieces(duration: float, **treatments: Treatment) -> tuple[Piece, ...]:
    inspected = inspected_of(PICTURES, TONE, duration)
    return pieces_of(inspected, judgement_of(inspected, **treatments))


@pytest.mark.parametrize(
    ("duration", "pictures", "sounds"),
    [(0.0, 1, 1), (0.04, 1, 1), (60, 1, 1), (60.001, 2, 1), (600, 10, 1), (600.001, 11, 2), (86400, 1440, 144)],
)
def test_a_piece_has_a_minute_of_picture_at_most_and_ten_of_sound(duration: float, pictures: int, sounds: int) -> None:
    found = pieces(duration)
    assert [sum(piece.kind == kind for piece in found) for kind in ("picture", "sound")] == [pictures, sounds]
    assert all(piece.end - piece.start <= PICTURE_SECONDS + 0.001 for piece in found if piece.kind == "picture")
    assert all(piece.end - piece.start <= SOUND_SECONDS for piece in found)


@pytest.mark.parametrize("duration", [61.0, 3599.9, 3600.0, 5000.123])
def test_each_piece_begins_where_the_one_before_ends_and_the_last_one_is_the_last(duration: float) -> None:
    for kind in ("picture", "sound"):
        found = [piece for piece in pieces(duration) if piece.kind == kind]
        assert [piece.start for piece in found] == [0.0, *(piece.end for piece in found[:-1])]
        assert [piece.is_last for piece in found] == [False] * (len(found) - 1) + [True]
        assert found[-1].end == duration


def test_a_piece_of_picture_is_longer_than_30_seconds_unless_the_recording_is_short() -> None:
    assert min(piece.end - piece.start for piece in pieces(61) if piece.kind == "picture") > 30


def test_sound_is_cut_where_a_frame_of_aac_begins() -> None:
    starts = [piece.start for piece in pieces(86400) if piece.kind == "sound"]
    assert all(start * 48000 % 1024 == 0 for start in starts)


@pytest.mark.parametrize("treatment", [Treatment.COPY, Treatment.NONE])
def test_what_is_copied_or_not_there_has_no_pieces(treatment: Treatment) -> None:
    assert {piece.kind for piece in pieces(700, picture=treatment)} == {"sound"}
    assert {piece.kind for piece in pieces(700, sound=treatment)} == {"picture"}
    assert pieces(700, picture=treatment, sound=treatment) == ()


def test_names_of_pieces_are_their_own() -> None:
    names = [piece.name for piece in pieces(86400)]
    assert len(set(names)) == len(names)
