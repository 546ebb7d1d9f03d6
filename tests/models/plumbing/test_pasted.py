"""Names and addresses as people paste them are put right, or refused in words (contract 6.40)."""

from collections.abc import Callable

import pytest

from models.errors import Invalid
from models.plumbing.fields import (
    clean_email,
    clean_group_name,
    clean_link_name,
    clean_name,
    clean_others_email,
    clean_others_name,
    clean_tags,
    clean_title,
    email_typed,
)

MARKS = "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\u200c\u200d\ufeff\u061c\u2060\u00ad"
SPACES = " \t\n\r\u00a0\u2003\u202f\u3000"
ADDRESS = "dana@example.org"


@pytest.mark.parametrize("mark", MARKS + SPACES, ids=ascii)
@pytest.mark.parametrize("clean", [clean_name, clean_others_name, clean_link_name, clean_group_name, clean_title])
def test_marks_and_white_space_at_either_end_of_a_name_go(clean: Callable[[str], str], mark: str) -> None:
    for raw in (f"{mark}Dana Levi", f"Dana Levi{mark}", f"\u202b {mark}\u200fDana Levi\u200f{mark} \u202c"):
        assert clean(raw) == "Dana Levi"


@pytest.mark.parametrize("mark", MARKS + SPACES, ids=ascii)
@pytest.mark.parametrize("clean", [clean_email, clean_others_email])
def test_marks_and_white_space_at_either_end_of_an_address_go(clean: Callable[[str], str], mark: str) -> None:
    for raw in (
        f"{mark}{ADDRESS}",
        f"{ADDRESS}{mark}",
        f"\u202a{mark}{ADDRESS},{mark}.\u202c",
        f"Dana <{mark}{ADDRESS}{mark}>",
    ):
        assert clean(raw) == ADDRESS


def test_a_tab_in_a_name_becomes_a_space() -> None:
    assert clean_name("\tDana\tLevi\t") == "Dana Levi"
    assert clean_tags("first\tyear,\tbiology\t") == ("first year", "biology")


def test_tags_stand_between_the_commas_of_any_keyboard() -> None:
    assert clean_tags("生物，化学、物理") == ("生物", "化学", "物理")
    assert clean_tags("أحياء، كيمياء") == ("أحياء", "كيمياء")


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "Dana <dana@example.org>",
            '"Dana" <dana@example.org>',
            '"Levi, Dana" <dana@example.org>',
            "<dana@example.org>",
        ),
        *(
            "דנה <dana@example.org>",
            "Dana\t<dana@example.org>",
            "Dana<dana@example.org>;",
            "dana@example.org <dana@example.org>",
        ),
        *("\u202aDana\u202c <dana@example.org>", "Dana <dana@example.org>, ", "Dana Levi\u00a0<dana@example.org>."),
        *(
            "mailto:dana@example.org",
            "MAILTO:dana@example.org",
            "mailto:dana%40example.org",
            "mailto://dana@example.org",
        ),
        *(
            "mailto:dana@example.org?subject=Hello&cc=a@b.example",
            "Dana <mailto:dana@example.org?subject=x>",
            "<mailto:dana@example.org>",
        ),
        *(
            "dana@example.org,",
            "dana@example.org;",
            "dana@example.org.",
            "dana@example.org, ; .",
            "dana@example.org\u3002",
        ),
        *(
            "dana＠example.org",
            "ｄａｎａ＠ｅｘａｍｐｌｅ．ｏｒｇ",
            "dana﹫example.org",
            "dana@example。org",
            "dana＠example．org，",
            "Dana ＜dana@example.org＞",
        ),
        "mailto：dana＠example.org",
    ],
    ids=ascii,
)
def test_an_address_is_read_as_what_is_meant(raw: str) -> None:
    assert clean_email(raw) == ADDRESS
    assert email_typed(raw) == ADDRESS


@pytest.mark.parametrize(
    "raw",
    [
        *(
            "Dana <dana@example.org>, Joe <joe@example.org>",
            "dana@example.org, joe@example.org",
            "Dana <>",
            "<dana@example.org",
        ),
        *(
            "mailto:",
            "mailto:dana@example.org,joe@example.org",
            "Dana dana@example.org",
            "dana@example.org>",
            ",",
            ";.,",
            "<<dana@example.org>>",
        ),
        *(
            "dana @example.org",
            "da\tna@example.org",
            "." * 60_000,
            "<" * 60_000,
            "mailto:" * 9_000,
            "\u200b." * 30_000,
            "?" * 60_000,
        ),
    ],
    ids=lambda raw: ascii(raw)[:40],
)
def test_what_means_no_single_address_is_refused(raw: str) -> None:
    with pytest.raises(Invalid):
        clean_email(raw)


@pytest.mark.parametrize("end", "\n\r\u2028\u2029\0\x0b\x85", ids=ascii)
@pytest.mark.parametrize(
    "shape",
    [
        "Dana{}<dana@example.org>",
        "Dana <dana@exa{}mple.org>",
        "Da{}na <dana@example.org>",
        "da{}na@example.org",
        "mailto:dana@example.org?subject=a{}b",
    ],
)
def test_a_line_end_inside_an_address_is_refused(shape: str, end: str) -> None:
    with pytest.raises(Invalid, match="Email contains a character that cannot be used"):
        clean_email(shape.format(end))


@pytest.mark.parametrize(
    "raw", ["mailto:da%0Ana@example.org", "mailto:da%00na@example.org", "mailto:%FFdana@example.org"]
)
def test_what_percent_encoding_hides_is_judged_too(raw: str) -> None:
    with pytest.raises(Invalid, match="Email contains a character that cannot be used"):
        clean_email(raw)


def test_other_letters_of_an_address_stay_as_they_are() -> None:
    assert clean_email("dana²@bücher.example") == "dana²@bücher.example"
    assert clean_email("用户@example.org") == "用户@example.org"
    assert email_typed(" nobody ") == "nobody"
