"""Tries layouts in browsers: `uv run python -m tests.live_encoders [--pictures FOLDER] [BROWSER …] [--only WORDS]`."""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from tests.live_encoders import report
from tests.live_encoders.browsers import BROWSERS
from tests.live_encoders.layouts import LAYOUTS
from tests.live_encoders.stage import Session, Stage
from tests.live_encoders.watching import Browser, Seen, watch

# As many pages as are open at once.
GROUP = 4
RESTARTED_SECONDS = 15


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("browsers", nargs="*", default=list(BROWSERS), help=", ".join(BROWSERS))
    parser.add_argument("--only", action="append", help="only layouts whose name has these words; may be repeated")
    parser.add_argument("--pictures", type=Path, help="a folder for a picture of each page")
    parser.add_argument("--no-table", action="store_true", help="leave docs/figures/live.md as it is")
    arguments = parser.parse_args()
    layouts = [layout for layout in LAYOUTS if any(words in layout.name for words in arguments.only or [""])]
    found: dict[str, dict[str, report.Result]] = {}
    with tempfile.TemporaryDirectory() as folder, Stage(Path(folder) / "data", layouts) as stage:
        for name in arguments.browsers:
            with BROWSERS[name]() as browser:
                found[name] = dict(tried(browser, stage.sessions, arguments.pictures))
    if not arguments.no_table:
        words = {name: {layout: one.words for layout, one in results.items()} for name, results in found.items()}
        report.write(layouts, words)
    return int(any(not result.is_right for results in found.values() for result in results.values()))


def tried(browser: Browser, sessions: list[Session], pictures: Path | None) -> Iterator[tuple[str, report.Result]]:
    for start in range(0, len(sessions), GROUP):
        group = sessions[start : start + GROUP]
        for session in group:
            session.encoder.start()
        pages = [browser.open(session.address) for session in group]
        first = [_seen(browser, page, session) for page, session in zip(pages, group, strict=True)]
        for session in group:
            session.encoder.stop()
        for session in group:
            session.encoder.start()
        # Until what came before the new start has been played.
        time.sleep(RESTARTED_SECONDS)
        for page, session, before in zip(pages, group, first, strict=True):
            result = report.Result(session.layout, before, _seen(browser, page, session))
            if pictures is not None:
                pictures.mkdir(parents=True, exist_ok=True)
                browser.picture(page, str(pictures / f"{session.encoder.folder.name} {browser.name}.png"))
            browser.close(page)
            session.encoder.stop()
            sys.stderr.write(f"{browser.name:22} {session.layout.name:36} {result.words}\n")
            yield session.layout.name, result


def _seen(browser: Browser, page: object, session: Session) -> Seen:
    return watch(browser, page, has_picture=session.layout.has_picture)


if __name__ == "__main__":
    sys.exit(main())
