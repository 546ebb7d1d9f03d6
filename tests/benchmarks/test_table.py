"""The lines of the table, when an aim is reached, and the chart."""

import xml.etree.ElementTree as ET

import pytest

from tests.benchmarks.chart import chart, with_ratio
from tests.benchmarks.lines import Aim, Line, at_least, at_most, number, ratio_at_least, ratio_at_most
from tests.benchmarks.rounds import Series
from tests.benchmarks.table import HEAD, row, table


def line(*aims: Aim, product: float = 50, floor: float | None = 100, wrong: str = "") -> Line:
    known = Series([floor]) if floor is not None else None
    return Line("A work", "a second", Series([product], [wrong] if wrong else []), known, aims=aims)


@pytest.mark.parametrize(
    ("aim", "below", "on_it", "above"),
    [
        (at_least(50), "no", "yes", "yes"),
        (at_most(50), "yes", "yes", "no"),
        (ratio_at_least(0.5), "no", "yes", "yes"),
        (ratio_at_most(0.5), "yes", "yes", "no"),
    ],
)
def test_an_aim_is_reached_on_its_bound(aim: Aim, below: str, on_it: str, above: str) -> None:
    assert [line(aim, product=value).reached for value in (49.9, 50, 50.1)] == [below, on_it, above]


def test_every_aim_of_a_line_counts() -> None:
    assert line(at_least(50), ratio_at_least(0.6)).reached == "no"
    assert line(at_least(50), ratio_at_least(0.4)).reached == "yes"
    assert line().reached == ""


def test_an_aim_for_a_ratio_needs_a_floor() -> None:
    assert line(ratio_at_least(0.1), floor=None).reached == "no"


def test_a_line_that_the_database_contradicts_is_marked_and_reaches_nothing() -> None:
    found = line(at_least(1), wrong="3 answers, 4 entries")
    assert found.reached == "WRONG"
    assert row(found).endswith("| WRONG: 3 answers, 4 entries |")


def test_a_wrong_floor_marks_the_line_too() -> None:
    found = Line("A work", "", Series([1]), Series([1], ["2 answers, 1 entry"]))
    assert found.reached == "WRONG"


def test_a_row_shows_medians_ratio_and_spread() -> None:
    found = Line(
        "A work", "a second", Series([1234, 1000, 1500]), Series([2000, 2000, 2000]), "raw", (ratio_at_least(0.6),)
    )
    assert row(found) == (
        "| A work | 1,234 (1,000 to 1,500) a second | 2,000 raw | 0.617 (0.5 to 0.75) | ≥ 0.6 × | yes |"
    )


def test_all_rows_have_as_many_cells_as_the_head() -> None:
    found = table([line(at_least(1)), line(floor=None), line(wrong="it is")]).splitlines()
    assert {text.count("|") for text in found} == {HEAD.splitlines()[0].count("|")}


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (0.0567, "0.0567"), (0.00001, "0"), (0.6, "0.6"), (98.76, "98.8"), (99.96, "100"), (1234.5, "1,234")],
)
def test_a_number_has_three_digits_that_count(value: float, text: str) -> None:
    assert number(value) == text


def test_the_chart_has_a_bar_for_each_line_where_more_is_better() -> None:
    lines = [line(ratio_at_least(0.5)), line(ratio_at_most(2)), line(floor=None), line(product=300)]
    assert with_ratio(lines) == [lines[0], lines[3]]
    drawn = ET.fromstring(chart(lines))
    bars = list(drawn.iter("{http://www.w3.org/2000/svg}rect"))
    assert [each.get("class") for each in bars] == ["reached", "bar"]
    # Three times the floor is the longest bar, half of it a sixth of that.
    assert [int(each.get("width", "")) for each in bars] == [55, 330]
