"""Sheets with many pictures, so that somebody can look at all pages in some minutes."""

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SHEET, GAP, TITLE = 1600, 16, 20
# Of a long page, its upper part is shown, in pixels of the sheet.
LONGEST = 1500
Placed = tuple[Path, Image.Image, int, int]


def write_sheets(pictures: list[Path], folder: Path, name: str, *, scale: float) -> None:
    """Each picture stands below the one before, or begins a column."""
    for number, placed in enumerate(_sheets(pictures, scale), 1):
        sheet = Image.new("RGB", (SHEET, SHEET), "#808080")
        drawing, font = ImageDraw.Draw(sheet), ImageFont.load_default(14)
        for path, picture, x, y in placed:
            drawing.text((x, y), path.stem, fill="white", font=font)
            sheet.paste(picture, (x, y + TITLE))
        sheet.save(folder / f"{name}-{number:02}.png")


def _sheets(pictures: list[Path], scale: float) -> Iterator[list[Placed]]:
    placed: list[Placed] = []
    x = y = GAP
    for path in pictures:
        picture = _scaled(path, scale)
        if y + TITLE + picture.height > SHEET and y > GAP:
            x, y = x + picture.width + GAP, GAP
        if x + picture.width > SHEET:
            yield placed
            placed, x, y = [], GAP, GAP
        placed.append((path, picture, x, y))
        y += TITLE + picture.height + GAP
    yield placed


def _scaled(path: Path, scale: float) -> Image.Image:
    with Image.open(path) as opened:
        size = round(opened.width * scale), round(opened.height * scale)
        picture = opened.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    return picture.crop((0, 0, picture.width, min(picture.height, LONGEST)))
