"""Search takes no notice of capitals and accents, and of how a letter was typed."""

import pytest

from models.plumbing.folding import fold, fold_lines, pattern


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Vorlesung ÜBER Straßen", "vorlesung uber strassen"),
        ("Cafe\u0301", "cafe"),
        ("Caf\u00e9", "cafe"),
        ("ﬁlm  №\t2", "film no 2"),
        ("שָׁלוֹם", "שלומ"),
        ("İstanbul", "istanbul"),
        ("Łódź, Ørsted, Þórður, Ħal Għaxaq", "lodz, orsted, þordur, hal ghaxaq"),
        ("ISPARTA ısparta", "isparta isparta"),
        ("Dana\u2019s, Dana\u02bcs, ז\u05f3בוטינסקי", "dana's, dana's, ז'בוטינסקי"),
        ("\u201cFilm\u201d, «Film», צה\u05f4ל", '"film", "film", צה"ל'),
        ("co\u2011op, 9\u201311, ב\u05beבית, \u22125", "co-op, 9-11, ב-בית, -5"),
        ("co\u00adop, zero\u200bwidth, No\u200ea, می\u200cخواهم, \ufeffa\u2060b", "coop, zerowidth, noa, میخواهم, ab"),
        ("I \u2764\ufe0f you", "i \u2764 you"),
        ("كـتاب", "كتاب"),
        ("שלום", "שלומ"),
        ("", ""),
    ],
)
def test_capitals_accents_and_forms_of_letters_are_alike(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert fold(fold(text)) == folded


def test_several_texts_become_one() -> None:
    assert fold("A title", " Its words ", "Tag") == "a title its words tag"


def test_what_a_pattern_finds_is_taken_literally() -> None:
    assert pattern("50 %_\\") == "%50 \\%\\_\\\\%"


def test_a_pattern_is_never_found_across_two_lines() -> None:
    assert fold_lines("A  Title", "", "Tag\nof two lines") == "a title\n\ntag of two lines"
    assert "\n" not in pattern("a\ntag")
