"""The descriptions and tags that people may type (contract 6.8, 6.9)."""

import pytest

from models.errors import Invalid
from models.plumbing.fields import clean_description, clean_tags

FORBIDDEN_INSIDE = ["\0", "\t", "\x1b", "\x85", "\u2028", "\u202e", "\ud800", "\ufffd"]


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("", ""),
        (" \r\n ", ""),
        ("One\r\nTwo\rThree\n\nFour", "One\nTwo\nThree\n\nFour"),
        ("\nZoe\u0308\n", "Zo\u00eb"),
        # As Word, slides, other systems and chats write it.
        ("Agenda:\r\n•\tWelcome\x0b•\tTalk", "Agenda:\n• Welcome\n• Talk"),
        ("One\u2028Two\u2029Three\x85Four\x0cFive", "One\nTwo\nThree\nFour\nFive"),
        ("by \u2068דנה\u2069, \u2067x\u2069", "by דנה, x"),
        ("x" * 5000, "x" * 5000),
        ("x\r\n" * 2499 + "xx", "x\n" * 2499 + "xx"),
    ],
    ids=range(9),
)
def test_a_description_keeps_its_lines(raw: str, text: str) -> None:
    assert clean_description(raw) == text


# A tab becomes a space, and each line end one of ours (contract 6.8).
@pytest.mark.parametrize("char", [char for char in FORBIDDEN_INSIDE if char not in "\t\x85\u2028"], ids=ascii)
def test_other_control_characters_in_descriptions_are_refused(char: str) -> None:
    with pytest.raises(Invalid, match="Description contains a character that cannot be used"):
        clean_description(f"a\nb{char}c")


# A tab in a name becomes a space (contract 6.40).
@pytest.mark.parametrize("char", [char for char in FORBIDDEN_INSIDE if char != "\t"], ids=ascii)
def test_control_characters_in_tags_are_refused(char: str) -> None:
    with pytest.raises(Invalid, match="A tag contains a character that cannot be used") as refusal:
        clean_tags(f"a,b{char}c")
    assert refusal.value.field == "tags"


def test_a_description_has_5000_characters_at_most() -> None:
    with pytest.raises(Invalid, match="Description must be 5,000 characters or fewer"):
        clean_description("x" * 5001)


@pytest.mark.parametrize(
    ("raw", "tags"),
    [
        ("", ()),
        (" , ,", ()),
        (" first year ,biology,", ("first year", "biology")),
        ("Biology, biology,a", ("Biology", "a")),
        (",".join(map(str, range(20))), tuple(map(str, range(20)))),
        ("x" * 100, ("x" * 100,)),
    ],
    ids=range(6),
)
def test_tags_are_separated_by_commas_and_count_once(raw: str, tags: tuple[str, ...]) -> None:
    assert clean_tags(raw) == tags


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (",".join(map(str, range(21))), "Enter 20 tags or fewer"),
        ("x" * 101, "A tag must be 100 characters or fewer"),
        ("a, ---", "A tag needs at least one letter or digit"),
    ],
)
def test_wrong_tags_are_refused(raw: str, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        clean_tags(raw)
