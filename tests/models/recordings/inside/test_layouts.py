"""Sound whose channels are not those of ordinary loudspeakers becomes stereo all the same (contract 8.72)."""

import array
import itertools
import struct
from collections.abc import Iterable, Sequence
from fractions import Fraction
from pathlib import Path

import pytest
from av.audio.frame import AudioFrame

from models.recordings.inside import inspecting
from models.recordings.inside.originals import Original
from models.recordings.inside.sound_settings import SoundSettings
from models.recordings.inside.sounds import Resampling, silence
from tests.corpus.films import Film, write
from tests.corpus.films_of_computers import L_R_LS_RS_C_LFE
from tests.corpus.patches import ambisonic, changed, with_layout_of_mov
from tests.vocabulary.films import Tone, heard, loudness
from tests.vocabulary.preparing import inspected_of, prepare

# Each channel of the given frames is so loud.
LOUD = 0.1


def frame_of(layout: str, levels: Sequence[float]) -> AudioFrame:
    frame = AudioFrame("flt", layout, 1024)
    frame.sample_rate = 48000
    frame.planes[0].update(array.array("f", [*levels] * 1024).tobytes())
    return frame


def heard_of(frames: Iterable[AudioFrame]) -> tuple[float, float]:
    """How loud it becomes on the left and on the right, in the middle of the first frame."""
    timed = ((Fraction(at * 1024, 48000), frame) for at, frame in enumerate(frames))
    made = next(Resampling(SoundSettings(), 0).frames(timed))
    assert made.layout.name == "stereo"
    left, right = (array.array("f", bytes(plane))[512] for plane in made.planes[:2])
    return round(left, 3), round(right, 3)


def only(channel: int, count: int) -> list[float]:
    return [LOUD if each == channel else 0.0 for each in range(count)]


@pytest.mark.parametrize(
    ("layout", "count", "channel", "made"),
    [
        ("mono", 1, 0, (0.1, 0.1)),
        ("ambisonic 0", 1, 0, (0.1, 0.1)),
        # All of a sphere, what is left in it, what is above, what is in front.
        ("ambisonic 1", 4, 0, (0.05, 0.05)),
        ("ambisonic 1", 4, 1, (0.05, -0.05)),
        ("ambisonic 1", 4, 2, (0, 0)),
        ("ambisonic 3", 16, 1, (0.05, -0.05)),
        ("ambisonic 1+stereo", 6, 4, (0.1, 0)),
        ("ambisonic 1+stereo", 6, 5, (0, 0.1)),
        ("FL+FC", 2, 0, (0.1, 0)),
        ("FL+FC", 2, 1, (0, 0.1)),
        ("9 channels", 9, 0, (0.1, 0)),
        ("64 channels", 64, 1, (0, 0.1)),
        ("64 channels", 64, 2, (0, 0)),
        ("downmix", 2, 1, (0, 0.1)),
    ],
)
def test_two_channels_are_made_of_any(layout: str, count: int, channel: int, made: tuple[float, float]) -> None:
    assert heard_of([frame_of(layout, only(channel, count))] * 2) == pytest.approx(made, abs=0.001)


@pytest.mark.parametrize("layout", ["7.1", "7.1.4", "22.2", "ambisonic 3", "64 channels"])
@pytest.mark.parametrize("samples", ["fltp", "u8p"])
def test_silence_has_as_many_channels_as_the_sound(layout: str, samples: str) -> None:
    """Writing into one more would end the child."""
    like = AudioFrame(samples, layout, 1024)
    like.sample_rate = 48000
    silent = silence(like)
    content = b"\x80" * 1024 if samples == "u8p" else b"\0" * 4096
    assert [bytes(plane) for plane in silent.planes[: silent.layout.nb_channels]] == [content] * like.layout.nb_channels


FROM_FRONT_TO_BACK = Film("mov", None, "pcm_s16le", layout="5.1", seconds=1)


def write_own_order(path: Path, channel: int) -> None:
    write(path, FROM_FRONT_TO_BACK)
    changed(path, with_layout_of_mov(L_R_LS_RS_C_LFE))
    content = bytearray(path.read_bytes())
    data = content.index(b"mdat") + 4
    sample = struct.pack("<6h", *(8000 if each == channel else 0 for each in range(6)))
    content[data : data + 12 * 47000] = sample * 47000
    path.write_bytes(content)


@pytest.mark.parametrize(("channel", "sides"), [(0, "L"), (1, "R"), (2, "L"), (3, "R"), (4, "LR"), (5, "")])
def test_an_order_that_the_file_names_is_kept(tmp_path: Path, channel: int, sides: str) -> None:
    """It would be 5.1 with the sides for the front and the depths, or end the child."""
    path = tmp_path / "film"
    write_own_order(path, channel)
    with path.open("rb") as file:
        assert inspecting.inspect(file)[0]["sound"]
    tone = Tone(1, codec="pcm_s16le", layout="5.1")
    whole, _ = prepare(path, inspected_of(None, tone, 1))
    loud = {side: loudness(heard(whole, at)[12000:24000]) > 0.01 for at, side in enumerate("LR")}
    assert "".join(side for side, is_loud in loud.items() if is_loud) == sides


def test_a_sphere_of_a_camera_is_heard(tmp_path: Path) -> None:
    write(tmp_path / "film", Film("matroska", None, "libopus", layout="quad", seconds=1))
    changed(tmp_path / "film", ambisonic)
    with (tmp_path / "film").open("rb") as file:
        assert Original(file).first["sound"][0][1].layout.name == "ambisonic 1"
    tone = Tone(1, codec="libopus", layout="5.1")
    whole, _ = prepare(tmp_path / "film", inspected_of(None, tone, 1))
    assert loudness(heard(whole)[12000:24000]) > 0.01


def test_a_gap_in_a_sound_of_its_own_order_is_silence(tmp_path: Path) -> None:
    write_own_order(tmp_path / "film", 4)
    with (tmp_path / "film").open("rb") as file:
        timed = list(itertools.islice(Original(file).frames("sound"), 10))
        late = [(time + (3 if at > 4 else 0), frame) for at, (time, frame) in enumerate(timed)]
        made = list(Resampling(SoundSettings(), 0).frames(iter(late)))
    assert sum(frame.samples for frame in made) == pytest.approx(3 * 48000 + 10 * 1024, abs=2048)
