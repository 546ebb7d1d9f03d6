"""The names that people may type (contract 6.2, 6.17)."""

import unicodedata
from collections.abc import Callable

import pytest

from models.errors import Invalid
from models.plumbing.fields import clean_link_name, clean_name, clean_title
from tests.models.plumbing.refusing import refused

FORBIDDEN = "Name contains a character that cannot be used"
LONG = "Name must be 100 characters or fewer"
MISSING = "Enter your name"

BLANK_LOOKING = [
    *("", " ", "\t\n\r "),
    "\u00a0",
    "\u2003",
    "\u3000",
    "\u00ad",
    "\u200b",
    "\u200c\u200d",
    "\u2060",
    "\ufeff",
    "\u2800",
    "\u3164",
    "\uffa0",
    "\u115f\u1160",
    "\u17b4",
    "\u180e",
    "\u034f",
    "\u200e",
    "\ufe0f",
    "\u2028",
    " \u3164 \u200b ",
    "\u200e\u3164\u200e",
]
WITHOUT_LETTER_OR_DIGIT = [".", "---", "?!", "\U0001f600", "\u0301", "_", "\u2603 \u2603"]


@pytest.mark.parametrize("raw", BLANK_LOOKING, ids=ascii)
def test_a_name_that_looks_blank_is_missing(raw: str) -> None:
    refused(clean_name, raw, "name", MISSING)


@pytest.mark.parametrize("raw", WITHOUT_LETTER_OR_DIGIT, ids=ascii)
def test_a_name_has_a_letter_or_a_digit(raw: str) -> None:
    refused(clean_name, raw, "name", MISSING)


@pytest.mark.parametrize(
    "char",
    [
        *"\0\x01\x07\x0b\x0c\x1b\x1c\x1f\x7f\x80\x85\x9f",
        *"\ud800\udbff\udc00\udfff\ufffd",
    ],
    ids=ascii,
)
@pytest.mark.parametrize("shape", ["Da{}na", "{}Dana", "Dana{}"])
def test_control_surrogate_and_replacement_characters_are_refused_wherever_they_stand(char: str, shape: str) -> None:
    refused(clean_name, shape.format(char), "name", FORBIDDEN)


@pytest.mark.parametrize("char", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", ids=ascii)
def test_bidi_characters_are_refused_inside(char: str) -> None:
    refused(clean_name, f"Da{char}na", "name", FORBIDDEN)


@pytest.mark.parametrize("char", "\n\r\u2028\u2029", ids=ascii)
def test_line_breaks_are_trimmed_at_the_ends_and_refused_inside(char: str) -> None:
    assert clean_name(f"{char}Dana{char}") == "Dana"
    refused(clean_name, f"Da{char}na", "name", FORBIDDEN)


@pytest.mark.parametrize(
    ("raw", "name"),
    [
        ("  Dana  ", "Dana"),
        ("\u200b\u3164Dana\ufeff", "Dana"),
        ("Zoe\u0308", "Zo\u00eb"),
        ("\u212bngstro\u0308m", "\u00c5ngstr\u00f6m"),
        ("O'Neil-Smith, Jr.", "O'Neil-Smith, Jr."),
        ("李小龍", "李小龍"),
        ("نور", "نور"),
        ("ศักดิ์สิทธิ์", "ศักดิ์สิทธิ์"),
        ("\U0001f469\u200d\U0001f4bb Ada", "\U0001f469\u200d\U0001f4bb Ada"),
        *(("7", "7"), ("<b>Dana</b>", "<b>Dana</b>")),
    ],
    ids=ascii,
)
def test_a_name_is_trimmed_and_composed_and_otherwise_kept(raw: str, name: str) -> None:
    assert clean_name(raw) == name
    assert clean_name(name) == name
    assert unicodedata.is_normalized("NFC", clean_name(raw))


@pytest.mark.parametrize("letter", ["x", "ß", "李", "\U0001d49c"], ids=ascii)
def test_a_name_has_at_most_100_characters_after_trimming(letter: str) -> None:
    assert clean_name(" " + letter * 100 + " \u3164") == letter * 100
    refused(clean_name, letter * 101, "name", LONG)
    # A composed letter counts once.
    assert len(clean_name("e\u0301" * 100)) == 100
    refused(clean_name, "e\u0301" * 101, "name", LONG)


@pytest.mark.parametrize("mark", ["\u0336", "\u0489", "\u20dd"], ids=ascii)
def test_four_combining_marks_in_a_row_are_accepted_and_five_are_not(mark: str) -> None:
    assert clean_name("x" + mark * 4 + "y" + mark * 4) == "x" + mark * 4 + "y" + mark * 4
    refused(clean_name, "x" + mark * 5, "name", FORBIDDEN)
    refused(clean_name, "Dana x" + mark * 60, "name", FORBIDDEN)


@pytest.mark.parametrize(
    ("clean", "field", "sentences"),
    [
        (clean_link_name, "name", ("Enter a link name", "Link name must be 100 characters or fewer")),
        (clean_title, "title", ("Enter a title", "Title must be 100 characters or fewer")),
    ],
)
def test_link_names_and_titles_obey_the_same_rules_in_their_own_words(
    clean: Callable[[str], str], field: str, sentences: tuple[str, str]
) -> None:
    forbidden = sentences[1].split(" must")[0] + " contains a character that cannot be used"
    for raw, sentence in (("\u3164", sentences[0]), ("x" * 101, sentences[1]), ("a\0", forbidden)):
        with pytest.raises(Invalid) as refusal:
            clean(raw)
        assert (refusal.value.field, str(refusal.value)) == (field, sentence)
    assert clean(" Link to A title ") == "Link to A title"
