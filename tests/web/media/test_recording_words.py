"""What is said of an uploaded recording (contract 8.55)."""

import pytest

from models.media.originals import Original
from models.media.preparing import UNREAD, MediaState, Preparing, Source
from web.media import recording_words


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (Source("avi", ("mpeg4", "mp3"), True), "AVI, MPEG-4 and MP3."),
        (Source("mov", ("hevc", "aac"), True), "QuickTime, H.265 (HEVC) and AAC."),
        (Source("wav", ("pcm_s16le",), True), "WAV, PCM."),
        (Source("flac", ("flac",), True), "FLAC."),
        (Source("matroska", ("h264",), False), "Matroska (MKV), H.264."),
        (Source("mov", (UNREAD, "aac"), True), "QuickTime, AAC."),
        (Source("nut", ("ffv1", "ac3"), True), "NUT, FFV1 and AC-3."),
    ],
)
def test_a_file_is_called_what_people_call_it(source: Source, words: str) -> None:
    assert recording_words.source_words(source) == words


@pytest.mark.parametrize(
    ("seconds", "usable"),
    [(0.6, "1 second"), (1.6, "2 seconds"), (119.9, "120 seconds"), (120, "2 minutes"), (720, "12 minutes")],
)
def test_how_much_of_a_file_that_was_cut_off_could_be_used(seconds: float, usable: str) -> None:
    preparing = Preparing(MediaState.READY, usable_seconds=seconds)
    assert recording_words.reason(preparing) == f"The file ends early. {usable} of it could be used."


@pytest.mark.parametrize(("lost", "used"), [("picture", "sound"), ("sound", "picture")])
def test_a_picture_or_sound_that_could_not_be_read_is_told(lost: str, used: str) -> None:
    told = f"The {lost} of this file could not be read. Only its {used} is used."
    assert recording_words.reason(Preparing(MediaState.READY, lost=lost)) == told
    both = recording_words.reason(Preparing(MediaState.READY, usable_seconds=5, lost=lost))
    assert both == f"The file ends early. 5 seconds of it could be used. {told}"


def test_trouble_is_more_urgent_than_what_is_missing() -> None:
    assert recording_words.reason(Preparing(MediaState.READY)) is None
    troubled = Preparing(MediaState.FAILED, trouble="This file is encrypted.", usable_seconds=5)
    assert recording_words.reason(troubled) == "This file is encrypted."


@pytest.mark.parametrize(
    ("preparing", "is_waiting", "stays"),
    [
        (Preparing(MediaState.READY, has_failed=True), True, True),
        (Preparing(MediaState.READY, has_failed=True), False, False),
        (Preparing(MediaState.READY, progress=40), True, False),
        # The old one is lost as well.
        (Preparing(MediaState.UNAVAILABLE, has_failed=True), True, False),
    ],
)
def test_the_owner_is_told_that_the_old_file_stays(preparing: Preparing, is_waiting: bool, stays: bool) -> None:
    """Contract 4.54."""
    told = recording_words.told_to_owner(preparing, Original(None, None, is_waiting=is_waiting))
    assert told["stays"] is stays
