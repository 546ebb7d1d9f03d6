"""A WebM is also shown as it is, to the browsers that can play it (contract 8.20)."""

from dataclasses import replace

import pytest

from models.recordings.inspected import Sound
from models.recordings.judging import Treatment, judge
from tests.models.recordings.inspections import GOOD, H264

NONE, ENCODE = Treatment.NONE, Treatment.ENCODE
WEBM = replace(
    GOOD,
    container="webm",
    picture=replace(H264, codec="vp9", profile="Profile 0", tag="", level=0),
    sound=Sound("opus", "", 2, 48000),
)


@pytest.mark.parametrize(
    ("picture", "sound", "codecs"),
    [
        ("vp8", "vorbis", "vp8, vorbis"),
        ("vp9", "opus", "vp9, opus"),
        ("av1", "opus", "av01.0.08M.08, opus"),
        ("vp9", None, "vp9"),
        (None, "opus", "opus"),
    ],
)
def test_a_webm_is_shown_to_the_browsers_that_can(picture: str | None, sound: str | None, codecs: str) -> None:
    inspected = replace(
        WEBM,
        picture=picture and replace(H264, codec=picture, profile="", tag=""),  # type: ignore[arg-type]
        sound=sound and Sound(sound, "", 2, 48000),  # type: ignore[arg-type]
    )
    judgement = judge(inspected)
    kind = "video" if picture else "audio"
    assert (judgement.is_playable, judgement.is_shown, judgement.ending) == (False, True, "webm")
    assert judgement.content_type == f'{kind}/webm; codecs="{codecs}"'
    assert judgement.kind == kind
    assert (judgement.picture, judgement.sound) == (ENCODE if picture else NONE, ENCODE if sound else NONE)


NOT_SHOWN = {
    "a person": replace(WEBM, is_clean=False),
    "an unknown length": replace(WEBM, knows_length=False),
    "no index": replace(WEBM, starts_quickly=False),
    "cut off": replace(WEBM, ends_early=True),
    "Matroska": replace(WEBM, container="matroska"),
    "10 bit": replace(WEBM, picture=replace(H264, codec="vp9", pixel_format="yuv420p10le")),
    "HLG": replace(WEBM, picture=replace(H264, codec="vp9", transfer="arib-std-b67")),
    "H.264": replace(WEBM, picture=H264),
    "FLAC": replace(WEBM, sound=Sound("flac", "", 2, 48000)),
    "a sound with gaps": replace(WEBM, sound=Sound("opus", "", 2, 48000, is_irregular=True)),
}


@pytest.mark.parametrize("kind", NOT_SHOWN)
def test_another_webm_is_not_shown(kind: str) -> None:
    judgement = judge(NOT_SHOWN[kind])
    assert (judgement.is_playable, judgement.is_shown) == (False, False)
    assert "codecs" not in judgement.content_type
