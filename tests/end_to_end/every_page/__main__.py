"""Makes a picture of each page, and sheets that show many at once:
`uv run python -m tests.end_to_end.every_page FOLDER [--width 320] [--language he] [--scheme dark] [--only WORDS]`.
"""

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import sync_playwright

from models.plumbing import database
from models.site import founding
from tests.end_to_end.conftest import CHROMIUM, FLAGS
from tests.end_to_end.every_page.cast import Cast
from tests.end_to_end.every_page.looks import ALL
from tests.end_to_end.every_page.sheets import write_sheets
from tests.end_to_end.every_page.showing import Shown
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Site
from web.app import create_app
from web.cli.demo.content import make_content

# Also those further down, which a browser would load later.
ARE_IMAGES_LOADED = """() => [...document.images].every((image) => {
  image.loading = 'eager';
  return image.complete;
})"""
# Wider pictures are made smaller on the sheets.
WIDTH_ON_SHEET = 510


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--width", type=int, default=320)
    parser.add_argument("--language", default="en")
    parser.add_argument("--scheme", choices=["light", "dark"], default="light")
    parser.add_argument("--only", default="", help="only those with these words in their name")
    wanted = parser.parse_args()
    name = f"{wanted.width}-{wanted.language}-{wanted.scheme}"
    pictures = wanted.folder / name
    pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as data:
        made = _pictures(Cast(_demo(Path(data)), wanted.language), pictures, wanted)
    write_sheets(made, wanted.folder, name, scale=min(1, WIDTH_ON_SHEET / wanted.width))
    return 0


def _demo(data: Path) -> Site:
    for name in [each for each in os.environ if each.startswith("GUESTLINK_")]:
        del os.environ[name]
    os.environ |= {"GUESTLINK_DATA": str(data), "GUESTLINK_SECRET_KEY": "a key of pictures, long enough to be one"}
    (data / "media").mkdir()
    founding.migrate(database.engine(), now=datetime.now(UTC))
    make_content(datetime.now(UTC))
    return Site(create_app(), Maker(database.engine()))


def _pictures(cast: Cast, folder: Path, wanted: argparse.Namespace) -> list[Path]:
    made = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        shown = Shown(browser, cast.site.app, color_scheme=wanted.scheme)
        shown.resize({"viewport": {"width": wanted.width, "height": 700 if wanted.width < 500 else 900}})
        for look in ALL:
            if wanted.only in look.name:
                shown.show(look.opened(cast), pressed=look.pressed)
                shown.page.wait_for_function(ARE_IMAGES_LOADED)
                made.append(folder / f"{look.name}.png")
                has_window = shown.page.locator("dialog[open]").count()
                shown.page.screenshot(path=made[-1], full_page=not has_window)
        browser.close()
    return made


if __name__ == "__main__":
    sys.exit(main())
