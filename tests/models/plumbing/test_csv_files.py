"""CSV files that spreadsheets open safely and with every letter (contract 12.49)."""

import csv
import io

import pytest

from models.plumbing.csv_files import csv_file


def cells(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("=1+1", "'=1+1"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t=1"),
        ("\r=1", "'\r=1"),
        ("\n=1", "'\n=1"),
        ("＝1+1", "'＝1+1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠SUM(A1)", "'＠SUM(A1)"),
        ("Dana;=1+1;+1", "Dana;'=1+1;'+1"),
        (";;＝1", ";;'＝1"),
        ('x;"=1+1;y', "x;'\"=1+1;y"),
        ('x; "" =1', 'x;\' "" =1'),
        ("Dana; Omer;x=1", "Dana; Omer;x=1"),
        ("a=1", "a=1"),
        (" =1", " =1"),
        ("'=1", "'=1"),
        ("דנה, “Dana”\n2", "דנה, “Dana”\n2"),
        ('"', '"'),
        ("", ""),
        (None, ""),
        (7, "7"),
    ],
)
def test_no_cell_is_a_formula_and_every_other_stays_as_it_is(typed: object, written: str) -> None:
    assert cells(csv_file(["Name", "End"], [[typed, "x"]])) == [["Name", "End"], [written, "x"]]


@pytest.mark.parametrize("typed", ['x;"=1+1;y', 'x;""=1', "x; =1", 'x;" "=1'])
def test_no_cell_is_a_formula_where_cells_are_separated_by_semicolons(typed: str) -> None:
    text = csv_file(["Name"], [[typed, "x"]]).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=";"):
        assert [cell for cell in row if cell.strip(' "').startswith("=")] == []


def test_a_file_begins_with_a_byte_order_mark_and_its_lines_end_as_spreadsheets_expect() -> None:
    assert csv_file(["A", "B"], [[1, 2]]) == b"\xef\xbb\xbfA,B\r\n1,2\r\n"


def test_half_a_character_does_not_break_the_file() -> None:
    assert cells(csv_file(["A"], [["\ud83d"]])) == [["A"], ["?"]]
