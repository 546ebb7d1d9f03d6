"""The accent in both schemes: readable wherever it stands, and near to the chosen colour (contract 11.66)."""

import re
from itertools import product
from pathlib import Path

import pytest

from models.site import accents
from models.site.accents import BLACK, DARK, LIGHT, WHITE, Scheme, contrast, shades

TOKENS = (Path(__file__).parents[3] / "web" / "static" / "tokens.css").read_text("utf-8")
# WCAG 2.2, success criterion 1.4.3.
ENOUGH = 4.5
STEPS = ("00", "33", "66", "99", "cc", "ff")
REDS = pytest.mark.parametrize("red", STEPS)
SCHEMES = pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])


def colours(red: str) -> list[str]:
    """All with so much red, in steps."""
    return ["#" + red + green + blue for green, blue in product(STEPS, repeat=2)]


def between(one: str, other: str) -> float:
    return contrast(accents._read(one), accents._read(other))


def test_contrast_is_that_of_wcag() -> None:
    assert contrast(BLACK, WHITE) == contrast(WHITE, BLACK) == pytest.approx(21)
    assert contrast(WHITE, WHITE) == 1
    # The greys on both sides of the bound, by any checker.
    assert between("#767676", "#ffffff") == pytest.approx(4.54, abs=0.005)
    assert between("#777777", "#ffffff") == pytest.approx(4.48, abs=0.005)
    assert between("#0000ff", "#ffffff") == pytest.approx(8.59, abs=0.005)


@SCHEMES
@REDS
def test_each_colour_becomes_readable_wherever_it_stands(scheme: Scheme, red: str) -> None:
    for colour in colours(red):
        made = shades(colour, scheme)
        for behind in (*scheme.backgrounds, made.soft):
            assert between(made.accent, behind) >= ENOUGH, colour
            assert between(made.strong, behind) >= ENOUGH, colour
        assert between(made.on, made.accent) >= ENOUGH, colour
        assert between(made.on, made.strong) >= ENOUGH, colour


@SCHEMES
@REDS
def test_texts_on_the_soft_colour_stay_as_readable_as_on_our_own(scheme: Scheme, red: str) -> None:
    for colour in colours(red):
        soft = shades(colour, scheme).soft
        for text in ("#575d61", "#1f2326", "#a4281c") if scheme is LIGHT else ("#b0b3b1", "#eceae5", "#ffaa9c"):
            assert between(text, soft) >= between(text, scheme.own_soft) - 1e-9, colour


@pytest.mark.parametrize(
    ("chosen", "light", "dark"),
    [
        # Readable in one of the schemes: there it stays as it is.
        ("#0b6661", "#0b6661", None),
        ("#7fd3c8", None, "#7fd3c8"),
        ("#000000", "#000000", None),
        ("#ffffff", None, "#ffffff"),
    ],
)
def test_a_colour_that_is_readable_stays_as_it_was_chosen(chosen: str, light: str | None, dark: str | None) -> None:
    assert (shades(chosen, LIGHT).accent == light) is (light is not None)
    assert (shades(chosen, DARK).accent == dark) is (dark is not None)


@SCHEMES
def test_a_colour_is_moved_no_further_than_needed(scheme: Scheme) -> None:
    for colour in (colour for red in STEPS for colour in colours(red)):
        made = shades(colour, scheme)
        if made.accent == colour:
            continue
        away = WHITE if scheme.is_dark else BLACK
        steps = [accents._written(accents._mixed(accents._read(colour), away, step / 255)) for step in range(256)]
        before = steps[steps.index(made.accent) - 1]
        assert min(between(before, behind) for behind in (*scheme.backgrounds, made.soft)) < ENOUGH


def test_the_backgrounds_are_those_of_the_pages() -> None:
    """So a change of the design is seen here too."""
    found = dict(re.findall(r"--(paper|surface|sunken|danger-soft|accent-soft): light-dark\((.*?)\)", TOKENS))
    for scheme, place in ((LIGHT, 0), (DARK, 1)):
        colours = {name: pair.split(", ")[place] for name, pair in found.items()}
        names = ("paper", "surface", "sunken", "danger-soft")
        assert list(scheme.backgrounds) == [colours[name] for name in names]
        assert (scheme.surface, scheme.own_soft) == (colours["surface"], colours["accent-soft"])
