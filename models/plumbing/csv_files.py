"""CSV files that spreadsheets open safely and with every letter (contract 12.49)."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

# A spreadsheet would take such a cell for a formula and run it. Some look at what follows the end of a line, and some
# take the full-width signs of Chinese and Japanese keyboards for the others.
_SIGNS = "=+@\t\r\n＝＋－＠-"
FORMULAS = tuple(_SIGNS)
# Where numbers have a decimal comma, Excel separates cells at semicolons, also in a file with commas. An empty text in
# quotation marks may then stand before the sign.
_BEHIND_SEMICOLON = re.compile(rf";(?=[\"\s]*[{_SIGNS}])")

Rows = Iterable[Iterable[object]]


def csv_file(header: Iterable[object], rows: Rows) -> bytes:
    return b"".join(csv_parts(header, [list(rows)]))


def csv_parts(header: Iterable[object], batches: Iterable[Sequence[Iterable[object]]]) -> Iterator[bytes]:
    """UTF-8 with a byte order mark, by which Excel knows the encoding. None is an empty cell."""
    # Only the first part has the mark.
    yield _lines([header]).encode("utf-8-sig", "replace")
    for batch in batches:
        yield _lines(batch).encode("utf-8", "replace")


def _lines(rows: Rows) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([_safe(cell) for cell in row] for row in rows)
    return text.getvalue()


def _safe(cell: object) -> str:
    text = "" if cell is None else str(cell)
    text = f"'{text}" if text.startswith(FORMULAS) else text
    return _BEHIND_SEMICOLON.sub(";'", text)
