"""Very long texts are refused before they cost anything, and every text that fits is accepted (contract 6.32)."""

import unicodedata
from collections.abc import Callable

import pytest

from models.errors import Invalid
from models.plumbing.fields import clean_description, clean_email, clean_name, clean_tags, clean_title
from tests.models.plumbing.refusing import refused
from tests.vocabulary.patches import record_calls

MARKS = "\u0301" * 16_000 + "\u0316" * 16_000


@pytest.fixture
def normalised(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Form and text of every call of `normalize`. Its time grows with the square of a row of marks (facts 37)."""
    return record_calls(monkeypatch, unicodedata, "normalize")


@pytest.mark.parametrize("clean", [clean_name, clean_title, clean_email, clean_tags, clean_description])
@pytest.mark.parametrize("mark", ["\u0301", "\u0344", "\u0f73", "\u302e", "\U0001d165"], ids=ascii)
def test_long_rows_of_marks_are_refused_before_composing(
    clean: Callable[[str], object], mark: str, normalised: list[tuple[str, str]]
) -> None:
    for raw in ("a" + MARKS, "a" + mark * 31, "x\u0301" * 90 + mark * 31):
        with pytest.raises(Invalid, match="cannot be used"):
            clean(raw)
    assert normalised == []


@pytest.mark.parametrize(
    ("clean", "longest"), [(clean_name, 100), (clean_email, 254), (clean_tags, 100), (clean_description, 5_000)]
)
def test_a_long_text_is_composed_no_further_than_it_could_fit(
    clean: Callable[[str], object], longest: int, normalised: list[tuple[str, str]]
) -> None:
    with pytest.raises(Invalid):
        clean("e\u0301" * 30_000)
    assert max(len(text) for _form, text in normalised) <= 4 * longest + 1


@pytest.mark.parametrize("letter", ["\u1f87", "\ud55c", "\u1ed9"], ids=ascii)
def test_a_text_that_fits_when_composed_is_accepted(letter: str) -> None:
    parts = unicodedata.normalize("NFD", letter)
    assert clean_name(parts * 100) == letter * 100
    assert clean_description(f"{parts * 2499}\n{parts * 2500}") == f"{letter * 2499}\n{letter * 2500}"
    refused(clean_name, parts * 101, "name", "Name must be 100 characters or fewer")
    refused(clean_name, parts * 400, "name", "Name must be 100 characters or fewer")


def test_marks_that_become_part_of_a_letter_are_not_counted() -> None:
    composed = "\u1f87" + "\u0336" * 4
    assert clean_name(unicodedata.normalize("NFD", composed)) == unicodedata.normalize("NFC", composed)
    one_more = unicodedata.normalize("NFD", composed + "\u0336")
    refused(clean_name, one_more, "name", "Name contains a character that cannot be used")
