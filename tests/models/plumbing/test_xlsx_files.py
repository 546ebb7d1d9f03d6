"""Excel files hold texts as they are, whatever they look like (contract 4.49)."""

import errno
import gc
import io
import sys
import tempfile
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

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


class FullDisk(io.BytesIO):
    def write(self, data: Any) -> int:
        if self.tell() > 1000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().write(data)


def test_a_full_disk_leaves_no_names_behind_and_no_traceback(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The library's temporary files once stayed, with the names and emails of the guests."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    untold: list[object] = []
    monkeypatch.setattr(sys, "unraisablehook", untold.append)
    with FullDisk() as file, pytest.raises(OSError, match="No space left"):
        xlsx_files.write_xlsx(file, ("Name",), [[[f"Dana {number}"] for number in range(5000)]])
    gc.collect()
    assert list(folder.iterdir()) == []
    assert untold == []
