"""Inspecting: a recording is known by its content, not its name. Anything else is refused with a sentence."""

import contextlib
import io
import json
import random
import re
import shutil
from pathlib import Path

import pytest

from models.errors import Invalid
from models.recordings import inspecting, limits, refusals
from models.recordings.inside import inspecting as inside
from models.recordings.inspected import Sound
from models.recordings.limits import Limits
from tests.vocabulary.clips import make_clip

HOSTILE = ['"; rm -rf $(x) &.mp4', "-i.mp4", "<script>alert(1)</script>".replace("/", "") + ".mp4", "a\nb.mp4"]
HOSTILE += ["\u202e4pm.exe", "no ending", ".mp4", "video.exe", "..mp4", "%2e%2e%2f.mp4", "é" * 100 + ".mp4"]


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("clip") / "clip.mp4"
    make_clip(target, seconds=8, width=160, height=90, bit_rate=60_000)
    return target


@pytest.fixture(scope="module")
def short_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    target = tmp_path_factory.mktemp("clip") / "short.mp4"
    make_clip(target, seconds=2, width=160, height=90, bit_rate=60_000)
    return target


def refusal_of(content: bytes, name: str = "upload.mp4") -> str | None:
    """The field and sentence with which a file of this content is refused, or None if it is accepted."""
    path = Path(name).absolute()
    path.write_bytes(content)
    try:
        inspecting.inspect(path)
    except Invalid as refusal:
        return f"{refusal.field}: {refusal}"
    return None


def refused(sentence: str) -> str:
    return f"file: {sentence}"


def test_a_good_clip_is_inspected(clip: Path) -> None:
    inspected = inspecting.inspect(clip)
    assert (inspected.container, inspected.size) == ("mp4", clip.stat().st_size)
    assert inspected.picture is not None
    assert (inspected.picture.width, inspected.picture.height, round(inspected.duration)) == (160, 90, 8)
    assert inspected.sound == Sound("aac", "LC", 2, 44100)
    assert (inspected.knows_length, inspected.starts_quickly, inspected.is_clean) == (True, True, True)
    assert (inspected.ends_early, inspected.is_edited) == (False, False)


@pytest.mark.parametrize("name", HOSTILE, ids=ascii)
def test_the_name_of_the_file_does_not_matter_and_does_no_harm(clip: Path, tmp_path: Path, name: str) -> None:
    named = tmp_path / name
    shutil.copy(clip, named)
    assert inspecting.inspect(named).container == "mp4"


@pytest.mark.parametrize("name", ["file:other.mp4", "concat:other.mp4", "subfile:,,x.mp4"])
def test_a_relative_name_is_never_taken_for_an_address(clip: Path, name: str) -> None:
    shutil.copy(clip, name)
    assert inspecting.inspect(Path(name)).size == clip.stat().st_size


def test_an_empty_file_is_refused_with_its_own_sentence() -> None:
    assert refusal_of(b"") == refused(refusals.EMPTY)


@pytest.mark.parametrize(
    "content",
    [
        b"This is no video.\n" * 1000,
        b"\0" * 100_000,
        b"%PDF-1.7\n" + b"x" * 1000,
        b"\xff\xd8\xff\xe0" + b"x" * 1000,
        b"#EXTM3U\n#EXT-X-TARGETDURATION:10\n#EXTINF:10,\nhttp://127.0.0.1:9/x.ts\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile clip.mp4\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<script>alert(1)</script>",
    ],
    ids=lambda content: ascii(content[:12]),
)
def test_a_file_that_is_no_video_is_refused_even_if_it_is_called_mp4(content: bytes) -> None:
    assert refusal_of(content) == refused(refusals.UNPLAYABLE)


def test_a_list_of_other_files_is_never_followed(clip: Path) -> None:
    shutil.copy(clip, "clip.mp4")
    assert refusal_of(b"ffconcat version 1.0\nfile clip.mp4\n") == refused(refusals.UNPLAYABLE)


@pytest.mark.parametrize("part", [0.5, 0.3, 0.7])
def test_a_clip_cut_off_is_taken_as_far_as_it_goes(clip: Path, part: float) -> None:
    content = clip.read_bytes()
    Path("cut.mp4").write_bytes(content[: int(len(content) * part)])
    inspected = inspecting.inspect(Path("cut.mp4"))
    assert inspected.ends_early
    assert inspected.duration == pytest.approx(8 * part, abs=1)


def test_a_clip_cut_off_before_its_first_picture_cannot_be_played(clip: Path) -> None:
    content = clip.read_bytes()
    assert refusal_of(content[: content.index(b"mdat") + 4]) == refused(refusals.UNPLAYABLE)


def test_a_damaged_file_is_accepted_or_refused_but_never_an_error(short_clip: Path) -> None:
    """In this process, which is faster and shows an error as it is."""
    chance, content = random.Random(1), short_clip.read_bytes()
    index = content.index(b"mdat")
    for _ in range(150):
        damaged = bytearray(content)
        for _ in range(chance.choice([1, 5, 50])):
            damaged[chance.randrange(index)] = chance.randrange(256)
        with contextlib.suppress(Invalid):
            assert inside.inspect(io.BytesIO(damaged))[0]["container"]


def test_a_recording_in_a_bucket_is_inspected_alike(short_clip: Path) -> None:
    """It is read piece by piece for the child."""
    assert inspecting.inspect_open(io.BytesIO(short_clip.read_bytes())) == inspecting.inspect(short_clip)


def test_a_file_has_a_second_more_for_each_2_mib_and_is_told_when_its_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A recording of hours in a bucket is asked for piece by piece. Nothing is wrong with it."""
    assert [limits.for_inspecting(size).seconds for size in (0, 2 * 1024**2 - 1, 2 * 1024**2, 5 * 1024**3)] == [
        *(240, 240, 241),
        240 + 2560,
    ]
    monkeypatch.setattr(inspecting, "INSPECT", "tests.vocabulary.misbehaving:sleep_without_end")
    monkeypatch.setattr(limits, "for_inspecting", lambda _size: Limits(seconds=1))
    with pytest.raises(Invalid, match=re.escape(refusals.SLOW)):
        inspecting.inspect_open(io.BytesIO(b"a film"))


GOOD_ANSWER: dict[str, object] = {
    "container": "mp4",
    "duration": 1.0,
    "picture": None,
    "sound": {"codec": "aac", "profile": "LC", "channels": 2, "sample_rate": 48000},
    "lost": "",
}


@pytest.mark.parametrize(
    "change",
    [
        {"container": "../etc"},
        {"container": 1},
        {"container": "x" * 61},
        {"duration": "1"},
        {"duration": float("inf")},
        {"duration": -1.0},
        {"sound": []},
        {"sound": {"codec": "aac"}},
        {"sound": {"codec": "<script>", "profile": "", "channels": 2, "sample_rate": 48000}},
        {"sound": {"codec": "aac", "profile": "", "channels": 10**9, "sample_rate": 48000}},
        {"picture": {"codec": "h264"}},
        {"picture": "large"},
        {"lost": "subtitles"},
        {"lost": None},
    ],
    ids=str,
)
def test_an_answer_that_our_code_never_gives_is_a_refusal(
    monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    """The file may have taken over the child."""
    monkeypatch.setattr(inspecting, "INSPECT", "tests.vocabulary.misbehaving:say_garbage")
    for answer, is_good in ((GOOD_ANSWER, True), (GOOD_ANSWER | change, False)):
        said = json.dumps({"values": answer}).encode() + b"\n"
        with contextlib.nullcontext() if is_good else pytest.raises(Invalid, match=refusals.UNPLAYABLE):
            assert inspecting.inspect_open(io.BytesIO(said)).sound == Sound("aac", "LC", 2, 48000)
