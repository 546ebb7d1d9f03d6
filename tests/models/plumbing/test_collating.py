"""The order of names in a language, and names that differ in case alone (contract 4.39)."""

import random

import pytest

from models.plumbing.collating import folded, sort_key


@pytest.mark.parametrize(
    ("language", "names"),
    [
        # Letters count before accents, accents before case.
        ("en", ["cote", "Cote", "coté", "côte", "Côte", "côté", "cotea"]),
        ("en", ["ana", "Ana", "Ána", "ana b", "Ána Z", "Anabel"]),
        ("en", ["", " ", "-x", "1", "10", "2", "a", "B", "z", "א"]),
        ("en", ["nu", "ñu", "nz", "zorro", "жук", "גן"]),
        ("es", ["nu", "nz", "ñu", "Ñuz", "oso"]),
        ("es", ["árbol", "Llano", "Lobo", "Luz"]),
        ("he", ["אבא", "גן", "גנים", "מֶלֶךְ", "מלכה", "תות", "apple", "Zebra", "жук"]),
        ("he", ["אלף", "אלפא", "בית"]),
        ("en", ["Aeron", "Æsop", "Afar", "Łódź", "Lund", "Øst", "Oz"]),
    ],
)
def test_names_are_in_the_order_of_the_language(language: str, names: list[str]) -> None:
    mixed = random.Random(5).sample(names, len(names))
    assert sorted(mixed, key=lambda name: sort_key(name, language)) == names


@pytest.mark.parametrize(
    ("one", "other"),
    [("Teachers", "teachers"), ("STRASSE", "straße"), ("\uff34eam", "team"), ("e\u0301", "É"), ("ﬁne", "FINE")],
)
def test_names_that_differ_in_case_or_width_alone_are_the_same(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize(("one", "other"), [("resume", "résumé"), ("ana", "anna"), ("גן", "גנ"), ("a b", "ab")])
def test_other_names_are_not(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize("text", ["", "\ud800", "\uffff", "😀", "\u0301", "\u200f", "\0", "①", "²"])
@pytest.mark.parametrize("language", ["en", "es", "he"])
def test_every_text_has_a_place(language: str, text: str) -> None:
    names = ["zz", text, "ב", "a"]
    in_order = sorted(names, key=lambda name: sort_key(name, language))
    names.reverse()
    assert sorted(names, key=lambda name: sort_key(name, language)) == in_order
