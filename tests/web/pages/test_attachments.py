"""Names of files that are downloaded: recognised in every script, and safe on every system (contract 4.49, 8.56)."""

import re
import unicodedata
from urllib.parse import unquote

import pytest
from werkzeug.http import parse_options_header

from web.pages.attachments import MOST_BYTES, MOST_LETTERS, attachment

ZWJ, ZWNJ = "\u200d", "\u200c"


def names(name: str, suffix: str = "-guests.csv") -> tuple[str, str]:
    """What old programs take, and what browsers take."""
    header = attachment(name, suffix, otherwise="link-7")
    found = re.fullmatch(r"attachment; filename=\"([ -~]*)\"; filename\*=UTF-8''([A-Za-z0-9%._~-]+)", header)
    assert found, header
    assert parse_options_header(header)[1]["filename"] == unquote(found[2])
    return found[1], unquote(found[2])


@pytest.mark.parametrize(
    ("name", "plain", "whole"),
    [
        ("Board meeting", "Board meeting", "Board meeting"),
        ("Día de campo", "Dia de campo", "Día de campo"),
        ("חתונה של דנה", "link-7", "חתונה של דנה"),
        ("会議 2026", "2026", "会議 2026"),
        ("جلسة", "link-7", "جلسة"),
        ("می" + ZWNJ + "خواهم", "link-7", "می" + ZWNJ + "خواهم"),
        ("e\u0301t\u00e9", "ete", "\u00e9t\u00e9"),
        ("Family 👩‍👩‍👧", "Family", "Family 👩‍👩‍👧"),
        ("100 %", "100", "100 %"),
        # What a path, a terminal or the order of writing might take for something else.
        ("../../etc/passwd", "etcpasswd", "etcpasswd"),
        ('a\\b:c*d?e"f<g>h|i', "abcdefghi", "abcdefghi"),
        ("a\0b\x1b[31m\x7fc", "ab[31mc", "ab[31mc"),
        ("invoice\u202efdp.exe", "invoicefdp.exe", "invoicefdp.exe"),
        (" two\t\r\n lines ", "two lines", "two lines"),
        ("...hidden...", "hidden", "hidden"),
        # Nothing is left.
        ("", "link-7", "link-7"),
        ("...", "link-7", "link-7"),
        ("/\\:", "link-7", "link-7"),
        (f" {ZWJ}{ZWNJ} ", "link-7", "link-7"),
        ("\ud800", "link-7", "link-7"),
    ],
)
def test_a_name_is_recognised_and_safe(name: str, plain: str, whole: str) -> None:
    assert names(name) == (f"{plain}-guests.csv", f"{whole}-guests.csv")


@pytest.mark.parametrize("name", ["CON", "nul", "Com1", "LPT9", "com¹", "NUL.backup", "con .x", "CONIN$", "aux"])
def test_a_name_that_windows_takes_for_a_device_gets_another_letter(name: str) -> None:
    plain, whole = names(name, ".mp4")
    assert whole == f"_{name}.mp4"
    assert plain.startswith("_")


@pytest.mark.parametrize("name", ["CONcert", "COM", "COM10", "null", "con"])
def test_other_names_stay(name: str) -> None:
    assert names(name, "-guests.csv")[1] == f"{name}-guests.csv"


@pytest.mark.parametrize("letter", ["a", "é", "ש", "会", "👩", "👩‍👧", "e\u0323\u0302"])
def test_a_long_name_is_cut_between_letters(letter: str) -> None:
    _, whole = names(letter * 100)
    kept = whole.removesuffix("-guests.csv")
    assert kept
    assert len(whole) <= MOST_LETTERS
    assert len(whole.encode()) <= MOST_BYTES
    assert set(kept.split(unicodedata.normalize("NFC", letter))) == {""}


@pytest.mark.parametrize("name", ["a" + "\u0301" * 200, "👩" + f"{ZWJ}👧" * 100])
def test_a_letter_that_is_longer_than_a_name_is_left_out(name: str) -> None:
    assert names(name)[1] == "link-7-guests.csv"


def test_links_whose_names_have_no_latin_letter_have_files_of_different_names() -> None:
    assert names("משפחה") != names("חברים")
