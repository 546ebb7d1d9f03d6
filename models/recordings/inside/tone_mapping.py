"""Converts the light of PQ, HLG and BT.2020 pictures to BT.709 as ordinary screens show it.

The table is made here in which `lookup.py` looks each colour up. FFmpeg's own conversion takes three times as long
(facts 97).
"""

from models.recordings.inside.colours import HLG, PQ

LEVEL = 6
SIDE = LEVEL**2
# The light of white paper, and of the brightest light that is kept apart from white (BT.2408).
WHITE_NITS, PEAK_NITS = 203.0, 1000.0
_PEAK = PEAK_NITS / WHITE_NITS
_LUMINANCE = (0.2627, 0.6780, 0.0593)
# Linear light of BT.2020 to that of BT.709 (BT.2087).
_TO_BT709 = ((1.6605, -0.5876, -0.0728), (-0.1246, 1.1329, -0.0083), (-0.0182, -0.1006, 1.1187))

Colour = tuple[float, float, float]


def pq_light(signal: float) -> float:
    """Nits (BT.2100, table 4)."""
    m1, m2, c1, c2, c3 = 2610 / 16384, 2523 / 32, 3424 / 4096, 2413 / 128, 2392 / 128
    power = signal ** (1 / m2)
    return float(10000 * (max(power - c1, 0) / (c2 - c3 * power)) ** (1 / m1))


def hlg_scene(signal: float) -> float:
    """The light of the scene, from 0 to 1 (BT.2100, table 5)."""
    if signal <= 0.5:
        return signal**2 / 3
    return float((2.718281828459045 ** ((signal - 0.55991073) / 0.17883277) + 0.28466892) / 12)


def shown_light(transfer: int, linear: Colour) -> Colour:
    """In parts of white paper, before it is made to fit."""
    if transfer != HLG:
        return linear
    # A screen of 1,000 nits brightens what is bright (the OOTF of BT.2100).
    scene = sum(part * light for part, light in zip(_LUMINANCE, linear, strict=True))
    gain = PEAK_NITS / WHITE_NITS * scene**0.2 if scene > 0 else 0.0
    red, green, blue = linear
    return red * gain, green * gain, blue * gain


def compressed(light: Colour) -> Colour:
    """Makes the brightest light white, and keeps the hue. Chrome shows such pictures with the same curve."""
    most = max(light)
    gain = (1 + most / _PEAK**2) / (1 + most)
    red, green, blue = light
    return red * gain, green * gain, blue * gain


def converted(transfer: int, linear: Colour) -> Colour:
    """Signals of BT.709, from 0 to 1. `linear` is the light of the signals of the original, each by itself."""
    light = shown_light(transfer, linear)
    if transfer in (PQ, HLG):
        light = compressed(light)
    red, green, blue = light
    rows = [row[0] * red + row[1] * green + row[2] * blue for row in _TO_BT709]
    red, green, blue = (min(max(value, 0.0), 1.0) ** (1 / 2.2) for value in rows)
    return red, green, blue


def linear(transfer: int, signal: float) -> float:
    if transfer == PQ:
        return pq_light(signal) / WHITE_NITS
    return hlg_scene(signal) if transfer == HLG else float(signal**2.2)


def table(transfer: int) -> list[int]:
    """Red, green and blue of one colour after the other, from 0 to 65535, red changing fastest."""
    light = [linear(transfer, index / (SIDE - 1)) for index in range(SIDE)]
    numbers: list[int] = []
    for blue in light:
        for green in light:
            for red in light:
                numbers += [round(part * 65535) for part in converted(transfer, (red, green, blue))]
    return numbers
