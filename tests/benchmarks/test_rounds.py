"""The statistics of a benchmark."""

import pytest

from tests.benchmarks.rounds import Sample, Series, percentile, series, take_turns


def test_each_round_has_everyone_and_begins_with_another() -> None:
    order: list[str] = []

    def measure(name: str) -> Sample:
        order.append(name)
        return Sample({"rate": len(order)})

    samples = take_turns({name: lambda name=name: measure(name) for name in "abc"}, 3)  # type: ignore[misc]
    assert "".join(order) == "abcbcacab"
    assert {name: len(found) for name, found in samples.items()} == {"a": 3, "b": 3, "c": 3}
    assert series(samples["a"], "rate").values == [1, 6, 8]


def test_a_ratio_is_made_round_by_round() -> None:
    # In the third round the machine was slow, for both.
    ratios = Series([10, 12, 1]) / Series([20, 20, 2])
    assert ratios.values == [0.5, 0.6, 0.5]
    assert ratios.median == 0.5


def test_what_is_wrong_in_any_round_is_kept() -> None:
    found = series([Sample({"rate": 1}), Sample({"rate": 2}, "3 answers, 4 entries")], "rate")
    assert found.wrong == ["3 answers, 4 entries"]


@pytest.mark.parametrize(("share", "wanted"), [(0.01, 1), (0.5, 50), (0.98, 98), (0.99, 99), (0.991, 100), (1.0, 100)])
def test_a_percentile_is_the_smallest_value_with_that_share_at_or_below_it(share: float, wanted: float) -> None:
    assert percentile([float(value) for value in range(100, 0, -1)], share) == wanted


def test_a_percentile_of_nothing_is_refused() -> None:
    with pytest.raises(AssertionError, match="nothing was measured"):
        percentile([], 0.5)
