"""How light of PQ, HLG and BT.2020 is converted: values that the standards name."""

import random
from fractions import Fraction

import pytest
from av.video.frame import VideoFrame

from models.recordings.inside import tone_mapping
from models.recordings.inside.colours import BT709, HLG, PQ, Colours, colours_of, target_of
from models.recordings.inside.filtering import Filtering
from models.recordings.inside.shapes import shape_of

Colour = tuple[float, float, float]
SDR_2020 = 1


@pytest.mark.parametrize(("signal", "nits"), [(0, 0), (0.5081, 100), (0.5807, 203), (0.7518, 1000), (1, 10000)])
def test_pq_is_the_light_that_bt_2100_names(signal: float, nits: float) -> None:
    assert tone_mapping.pq_light(signal) == pytest.approx(nits, rel=0.002)


@pytest.mark.parametrize(("signal", "light"), [(0, 0), (0.5, 1 / 12), (0.75, 0.265), (1, 1)])
def test_hlg_is_the_light_that_bt_2100_names(signal: float, light: float) -> None:
    assert tone_mapping.hlg_scene(signal) == pytest.approx(light, abs=0.0003)


def test_white_paper_is_as_light_in_both() -> None:
    """58 % of PQ and 75 % of HLG (BT.2408)."""
    pq = tone_mapping.shown_light(PQ, (tone_mapping.linear(PQ, 0.5807),) * 3)
    hlg = tone_mapping.shown_light(HLG, (tone_mapping.linear(HLG, 0.75),) * 3)
    assert pq == pytest.approx((1, 1, 1), rel=0.01)
    assert hlg == pytest.approx((1, 1, 1), rel=0.01)


def test_the_brightest_light_is_white_and_none_is_darker_than_one_below() -> None:
    peak = tone_mapping.PEAK_NITS / tone_mapping.WHITE_NITS
    assert tone_mapping.compressed((peak, peak, peak)) == pytest.approx((1, 1, 1))
    rising = [tone_mapping.compressed((light / 10,) * 3)[0] for light in range(60)]
    assert rising == sorted(rising)


@pytest.mark.parametrize("transfer", [PQ, HLG, SDR_2020])
def test_a_frame_is_shown_in_the_colours_of_the_formula(transfer: int) -> None:
    """Within two of 255 steps, for colours that ordinary screens have."""
    chance = random.Random(1)
    greys = [chance.uniform(0.3, 0.7) for _ in range(40)]
    colours = [(grey, grey + chance.uniform(-0.05, 0.05), grey + chance.uniform(-0.05, 0.05)) for grey in greys]
    made = shown([frame_of(signals, transfer) for signals in colours])
    for signals, colour in zip(colours, made, strict=True):
        red, green, blue = (tone_mapping.linear(transfer, signal) for signal in signals)
        assert colour == pytest.approx(tone_mapping.converted(transfer, (red, green, blue)), abs=2.5 / 255)


def test_red_stays_red() -> None:
    """FFmpeg mixes the colours of a table up (facts 97)."""
    ((red, green, blue),) = shown([frame_of((0.6, 0.3, 0.2), HLG)])
    assert red > 2 * green > 2 * blue


def frame_of(signals: Colour, transfer: int) -> VideoFrame:
    """Ten bits, BT.2020."""
    red, green, blue = signals
    luma = 0.2627 * red + 0.678 * green + 0.0593 * blue
    values = 64 + 876 * luma, 512 + 896 * (blue - luma) / 1.8814, 512 + 896 * (red - luma) / 1.4746
    frame = VideoFrame(64, 48, "yuv420p10le")
    for plane, value in zip(frame.planes, values, strict=True):
        plane.update(round(value).to_bytes(2, "little") * (plane.buffer_size // 2))
    frame.colorspace, frame.color_primaries, frame.color_trc, frame.color_range = 9, 9, transfer, 1
    frame.pts, frame.time_base = 0, Fraction(1, 90000)
    return frame


def shown(frames: list[VideoFrame]) -> list[Colour]:
    target = target_of(colours_of(frames[0]))
    assert target == Colours(BT709, BT709, BT709, is_full=False)
    return [_rgb(made) for made in Filtering(shape_of(64, 48, 0, 1.0), target).frames(iter(frames))]


def _rgb(frame: VideoFrame) -> Colour:
    told = (frame.format.name, int(frame.colorspace), int(frame.color_trc), int(frame.color_range))
    assert told == ("yuv420p", 1, 1, 1)
    numbers = [bytes(plane)[0] for plane in frame.planes]
    luma, blue, red = (numbers[0] - 16) / 219, (numbers[1] - 128) / 224, (numbers[2] - 128) / 224
    return luma + 1.5748 * red, luma - 0.1873 * blue - 0.4681 * red, luma + 1.8556 * blue
