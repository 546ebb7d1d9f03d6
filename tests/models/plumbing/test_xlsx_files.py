"""Excel files hold texts as they are, whatever they look like (contract 4.49)."""

import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest

from models.plumbing import xlsx_files
from tests.vocabulary.patches import largest_file

TEXT = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t"


def documents(rows: list[list[object]], header: tuple[str, ...] = ("A", "B")) -> dict[str, str]:
    """By name, what the file holds."""
    content = b"".join(xlsx_files.xlsx_parts(header, [rows]))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        assert book.testzip() is None
        return {name: book.read(name).decode() for name in book.namelist()}


def sheets(rows: list[list[object]]) -> list[str]:
    found = documents(rows)
    return [found[name] for name in sorted(found) if name.startswith("xl/worksheets/sheet")]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "https://example.com", "007", "דנה", "1e5", "{=1}"])
def test_a_text_is_a_text(text: str) -> None:
    (sheet,) = sheets([[text, None]])
    assert f'<c r="A2" t="inlineStr"><is><t>{text}</t></is></c>' in sheet


def test_half_a_character_does_not_break_the_file() -> None:
    (sheet,) = sheets([["a\ud83d", 7]])
    assert "<t>a?</t>" in sheet
    assert "<v>7</v>" in sheet


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("<b>&amp;", "<b>&amp;"),
        ("  two blanks  ", "  two blanks  "),
        ("two\nlines", "two\nlines"),
        # Excel shows these as the characters that they stand for.
        ("a\r\x00\x1f\uffff", "a_x000D__x0000__x001F__xFFFF_"),
        ("_x0041_", "_x005F_x0041_"),
        ("_x041_", "_x041_"),
    ],
)
def test_every_character_arrives(text: str, written: str) -> None:
    (sheet,) = sheets([[text, ""]])
    texts = [each.text for each in ET.fromstring(sheet).iter(TEXT)]
    assert texts == ["A", "B", written, None]
    assert ("xml:space" in sheet) is text.startswith(" ")


def test_columns_behind_z_have_two_letters() -> None:
    found = documents([["x"] * 53], header=("A",) * 53)["xl/worksheets/sheet1.xml"]
    assert [place for place in ("Z2", "AA2", "AZ2", "BA2") if f'r="{place}"' not in found] == []


def test_every_document_is_xml_with_a_type_and_every_relation_leads_to_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_files, "ROWS_OF_SHEET", 2)
    found = documents([["x", "y"]] * 5)
    parsed = {name: ET.fromstring(text) for name, text in found.items()}
    types = parsed["[Content_Types].xml"]
    # Programs that look at the beginning of a file know it by this document.
    assert next(iter(found)) == "[Content_Types].xml"
    named = {each.get("PartName"): each.get("ContentType") for each in types if each.get("PartName")}
    assert {f"/{name}" for name in found} > named.keys()
    assert {name.rpartition(".")[2] for name in found} == {each.get("Extension") for each in types} - {None}
    for file, folder in (("_rels/.rels", ""), ("xl/_rels/workbook.xml.rels", "xl/")):
        assert {f"{folder}{each.get('Target')}" for each in parsed[file]} < found.keys()
    relations = {each.get("Id"): each.get("Target") for each in parsed["xl/_rels/workbook.xml.rels"]}
    ids = [value for each in parsed["xl/workbook.xml"].iter() for name, value in each.items() if name.endswith("}id")]
    assert [relations[each] for each in ids] == [f"worksheets/sheet{number}.xml" for number in (1, 2, 3)]


def test_it_is_sent_while_it_is_made_and_needs_no_disk() -> None:
    """However long it is: a part is sent before the last batch is read, and none waits for much."""
    read = 0

    def batches() -> Iterator[list[list[object]]]:
        nonlocal read
        for read in range(1, 201):
            yield [[f"{read * 7919 * row:x}", row] for row in range(500)]

    with largest_file(0):
        parts = xlsx_files.xlsx_parts(("A", "B"), batches())
        first = next(parts)
        assert read < 150
        rest = list(parts)
    assert len(rest) > 1
    assert max(map(len, [first, *rest])) < 4 * xlsx_files.SENT_AT_ONCE


def test_a_time_is_a_time() -> None:
    noon = datetime(2026, 1, 1, 12, tzinfo=UTC).replace(tzinfo=None)
    (sheet,) = sheets([[noon, ""]])
    assert "<v>46023.5</v>" in sheet


def test_more_rows_than_a_sheet_holds_go_on_in_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xlsx_files, "ROWS_OF_SHEET", 2)
    assert len(sheets([])) == 1
    assert len(sheets([["x", "y"]])) == 1
    many = sheets([[str(number), ""] for number in range(3)])
    assert len(many) == 2
    assert "<t>1</t>" in many[0]
    assert "<t>2</t>" in many[1]
    assert all("<t>A</t>" in sheet for sheet in many)
