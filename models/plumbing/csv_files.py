"""CSV files that spreadsheets open safely and with every letter (contract 12.49)."""

import csv
import io
from collections.abc import Iterable

# A spreadsheet would take such a cell for a formula and run it.
FORMULAS = ("=", "+", "-", "@", "\t")


def csv_file(header: Iterable[object], rows: Iterable[Iterable[object]]) -> bytes:
    """UTF-8 with a byte order mark, by which Excel knows the encoding. None is an empty cell."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows([_safe(cell) for cell in row] for row in [header, *rows])
    return text.getvalue().encode("utf-8-sig", "replace")


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULAS) else text
