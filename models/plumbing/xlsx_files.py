"""Excel files. Texts are never taken for formulas, links or numbers (contract 4.49)."""

import io
import tempfile
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from typing import IO, Any

TIME_FORMAT = "yyyy-mm-dd hh:mm:ss"
# Of a name, a title or a time.
COLUMN_WIDTH = 24
CHUNK = 256 * 1024
# Below its header.
ROWS_OF_SHEET = 1_048_575


def xlsx_parts(header: Iterable[str], batches: Iterable[Iterable[Iterable[object]]]) -> Iterator[bytes]:
    """Written to a temporary file first, row by row: the first part comes when all is made. None is an empty cell;
    times are without a zone, which the header names. Raises OSError where the disk has no room."""
    with tempfile.TemporaryFile() as file:
        write_xlsx(file, header, batches)
        file.seek(0)
        while chunk := file.read(CHUNK):
            yield chunk


def write_xlsx(file: IO[bytes], header: Iterable[str], batches: Iterable[Iterable[Iterable[object]]]) -> None:
    # Imported here: few processes ever write one.
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    into = _ExchangeableFile(file)
    # The library leaves its temporary files, and so the guests' names, where the disk has no room.
    with tempfile.TemporaryDirectory() as folder:
        try:
            with xlsxwriter.Workbook(into, {"constant_memory": True, "tmpdir": folder}) as book:
                _fill(book, list(header), chain.from_iterable(batches))
        except FileCreateError as failed:
            # A `ZipFile` that was not closed writes its end when it is forgotten, and would print a traceback.
            into.file = io.BytesIO()
            # What the disk has said.
            raise failed.args[0] from None


class _ExchangeableFile:
    """A file that can be exchanged for another one."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file = file

    def __getattr__(self, name: str) -> Any:
        return getattr(self.file, name)


def _fill(book: Any, names: list[str], rows: Iterator[Iterable[object]]) -> None:
    """At least one sheet, and another one for each million rows."""
    bold, time = book.add_format({"bold": True}), book.add_format({"num_format": TIME_FORMAT})
    number = ROWS_OF_SHEET
    while number == ROWS_OF_SHEET:
        sheet = book.add_worksheet()
        sheet.set_column(0, len(names) - 1, COLUMN_WIDTH)
        sheet.freeze_panes(1, 0)
        _write_row(sheet, 0, names, bold)
        number = 0
        for number, row in enumerate(islice(rows, ROWS_OF_SHEET), 1):
            _write_row(sheet, number, row, time)


def _write_row(sheet: Any, number: int, row: Iterable[object], style: Any) -> None:
    for column, cell in enumerate(row):
        _write(sheet, number, column, cell, style)


def _write(sheet: Any, row: int, column: int, cell: object, style: Any) -> None:
    if isinstance(cell, str):
        # A lone half of a pair of code units has no form in UTF-8.
        sheet.write_string(row, column, cell.encode("utf-8", "replace").decode(), None if row else style)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, style)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell)
