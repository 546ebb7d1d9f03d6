"""Clicks and days: blank, or ASCII digits within bounds (contract 6.5, 6.6)."""

from collections.abc import Callable

import pytest

from models.plumbing.fields import clean_clicks, clean_days
from tests.models.plumbing.refusing import refused

Clean = Callable[[str], int | None]
FIELDS = [(clean_clicks, "clicks", "Number of clicks", 1_000_000), (clean_days, "days", "Number of days", 3_650)]
NOT_WHOLE = ["1_000", "1,000", "1 000", "٣", "１０", "²", "1e3", "+5", "1.0", "10.5", "0x10", "ten", "-", "--1", "1\n2"]
NOT_WHOLE += ["\u3164", "\0", "\ud800", "NaN", "inf", "1-", "5\u200b"]


@pytest.mark.parametrize(("clean", "field", "label", "most"), FIELDS)
@pytest.mark.parametrize("raw", ["", " ", "\t "], ids=ascii)
def test_blank_is_no_limit(clean: Clean, field: str, label: str, most: int, raw: str) -> None:
    assert clean(raw) is None


@pytest.mark.parametrize(("clean", "field", "label", "most"), FIELDS)
def test_one_to_the_most_is_accepted(clean: Clean, field: str, label: str, most: int) -> None:
    for number in (1, 2, most - 1, most):
        assert clean(f" {number}\t") == number
    assert clean("007") == 7


@pytest.mark.parametrize(("clean", "field", "label", "most"), FIELDS)
@pytest.mark.parametrize("raw", ["0", "000", "-1", "-0", "-1000000000000"])
def test_less_than_one_is_refused(clean: Clean, field: str, label: str, most: int, raw: str) -> None:
    refused(clean, raw, field, f"{label} must be 1 or more")


@pytest.mark.parametrize(("clean", "field", "label", "most"), FIELDS)
def test_more_than_the_most_is_refused(clean: Clean, field: str, label: str, most: int) -> None:
    for raw in (str(most + 1), str(10**30), "9" * 5000, "0" + str(most + 1)):
        refused(clean, raw, field, f"{label} must be {most:,} or fewer")


@pytest.mark.parametrize(("clean", "field", "label", "most"), FIELDS)
@pytest.mark.parametrize("raw", NOT_WHOLE, ids=ascii)
def test_anything_but_ascii_digits_is_refused(clean: Clean, field: str, label: str, most: int, raw: str) -> None:
    refused(clean, raw, field, f"{label} must be a whole number, like 10")
