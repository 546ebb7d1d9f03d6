"""Excel files. Texts are never taken for formulas, links or numbers (contract 4.49).

They are made while they are sent, in a few kB of memory and without a file on a disk. So they may be long, and nothing
is left when their reader goes. A file is a zip archive of XML documents (ECMA-376, parts 1 and 2).
"""

import io
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import chain, islice
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile

# Below its header. Excel takes twice as many, but a document in an archive of a stream must stay below 2 GiB.
ROWS_OF_SHEET = 500_000
SENT_AT_ONCE = 64 * 1024
# Day 1 is the first of January 1900, and the 29th of February 1900 counts too.
_DAY_ZERO = datetime(1899, 12, 30)  # noqa: DTZ001 (cells have no zone)
# By their numbers in _STYLES.
_PLAIN, _BOLD, _TIME = "", ' s="1"', ' s="2"'

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OF_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
# Sheets have the default, because how many there are is known only at the end.
_CONTENT_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="{_OF_SHEETS}.worksheet+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_OF_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_OF_SHEETS}.styles+xml"/></Types>'
)
_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_FORMAT = '<xf numFmtId="{number}" fontId="{font}" fillId="0" borderId="0" xfId="0"{applied}/>'
_STYLES = (
    f'{_XML}<styleSheet xmlns="{_MAIN}">'
    r'<numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\-mm\-dd\ hh:mm:ss"/></numFmts>'
    f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="3">'
    + _FORMAT.format(number=0, font=0, applied="")
    + _FORMAT.format(number=0, font=1, applied=' applyFont="1"')
    + _FORMAT.format(number=164, font=0, applied=' applyNumberFormat="1"')
    + '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
# The header stays where it is. A column is as wide as a name, a title or a time.
_SHEET_START = (
    f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
    '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    '<cols><col min="1" max="{columns}" width="24.7109375" customWidth="1"/></cols><sheetData>'
)
_SHEET_END = "</sheetData></worksheet>"

# What XML does not know, or would change. `_x000D_` is how Excel writes such a character, so a text that looks like
# that is written so that it stays.
_ODD = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_ESCAPES = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


class _Outgoing(io.RawIOBase):
    """What was written and has yet to be sent. It says that it cannot be sought in, so the archive is written once,
    from its beginning to its end."""

    def __init__(self) -> None:
        self.waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.waiting += content
        return len(content)

    def take(self) -> bytes:
        taken = bytes(self.waiting)
        self.waiting.clear()
        return taken


def xlsx_parts(header: Iterable[str], batches: Iterable[Iterable[Iterable[object]]]) -> Iterator[bytes]:
    """None is an empty cell; times are without a zone, which the header names. If there are more rows than a sheet may
    have, they go on in another."""
    names, rows, out, sheets, is_full = list(header), chain.from_iterable(batches), _Outgoing(), 0, True
    with ZipFile(out, "w", ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", _CONTENT_TYPES)
        book.writestr("_rels/.rels", _relations({"officeDocument": ["xl/workbook.xml"]}))
        book.writestr("xl/styles.xml", _STYLES)
        while is_full:
            sheets, written = sheets + 1, 0
            with book.open(f"xl/worksheets/sheet{sheets}.xml", "w") as sheet:
                sheet.write((_SHEET_START.format(columns=len(names)) + _row(1, names, _BOLD)).encode())
                for written, row in enumerate(islice(rows, ROWS_OF_SHEET), 1):
                    sheet.write(_row(written + 1, row, _PLAIN).encode("utf-8", "replace"))
                    if len(out.waiting) > SENT_AT_ONCE:
                        yield out.take()
                sheet.write(_SHEET_END.encode())
            is_full = written == ROWS_OF_SHEET
        for name, text in _last_documents(sheets).items():
            book.writestr(name, text)
    yield out.take()


def _last_documents(sheets: int) -> dict[str, str]:
    named = (f'<sheet name="Sheet{each}" sheetId="{each}" r:id="rId{each}"/>' for each in range(1, sheets + 1))
    files = [f"worksheets/sheet{each}.xml" for each in range(1, sheets + 1)]
    return {
        "xl/workbook.xml": (
            f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}">'
            f"<bookViews><workbookView/></bookViews><sheets>{''.join(named)}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _relations({"worksheet": files, "styles": ["styles.xml"]}),
    }


def _relations(targets: dict[str, list[str]]) -> str:
    """The targets by kind. Their ids count from rId1."""
    all_of_them = [(kind, target) for kind, those in targets.items() for target in those]
    lines = (
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(all_of_them, 1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{"".join(lines)}</Relationships>'


def _row(number: int, cells: Iterable[object], style: str) -> str:
    written = (_cell(f"{_letters(column)}{number}", cell, style) for column, cell in enumerate(cells))
    return f'<row r="{number}">{"".join(written)}</row>'


def _letters(column: int) -> str:
    """A to Z, then AA."""
    before, last = divmod(column, 26)
    return (_letters(before - 1) if before else "") + chr(ord("A") + last)


def _cell(place: str, value: object, style: str) -> str:
    if isinstance(value, str):
        text = _ODD.sub(_as_number, value).translate(_ESCAPES)
        space = ' xml:space="preserve"' if text != text.strip() else ""
        return f'<c r="{place}"{style} t="inlineStr"><is><t{space}>{text}</t></is></c>'
    if isinstance(value, datetime):
        return f'<c r="{place}"{_TIME}><v>{(value - _DAY_ZERO).total_seconds() / 86400!r}</v></c>'
    return f'<c r="{place}"><v>{value}</v></c>' if isinstance(value, int) else ""


def _as_number(found: re.Match[str]) -> str:
    return f"_x{ord(found[0]):04X}_"
