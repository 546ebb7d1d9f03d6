"""Excel files hold texts as they are, whatever they look like (contract 4.49)."""

import io
import zipfile
from datetime import UTC, datetime

import pytest

from models.plumbing import xlsx_files


def sheets(rows: list[list[object]], header: tuple[str, ...] = ("A", "B")) -> list[str]:
    content = b"".join(xlsx_files.xlsx_parts(header, [rows]))
    with zipfile.ZipFile(io.BytesIO(content)) as book:
        names = sorted(name for name in book.namelist() if name.startswith("xl/worksheets/sheet"))
        return [book.read(name).decode() for name in names]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "https://example.com", "007", "דנה", "1e5", "{=1}"])
def test_a_text_is_a_text(text: str) -> None:
    (sheet,) = sheets([[text, None]])
    assert f'<c r="A2" t="inlineStr"><is><t>{text}</t></is></c>' in sheet


def test_half_a_character_does_not_break_the_file() -> None:
    (sheet,) = sheets([["a\ud83d", 7]])
    assert "<t>a?</t>" in sheet
    assert "<v>7</v>" in sheet


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
