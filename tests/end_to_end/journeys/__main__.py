"""Goes through every journey and writes docs/figures/journeys.md, or through some of them:
`uv run python -m tests.end_to_end.journeys [--pairwise] [--only WORDS] [--pictures FOLDER] [--at-once NUMBER]`.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from playwright.sync_api import Browser, Error, sync_playwright

from tests.end_to_end.conftest import CHROMIUM, FLAGS
from tests.end_to_end.journeys import report
from tests.end_to_end.journeys.combinations import FULL_PRODUCT, PAIRWISE, Combination
from tests.end_to_end.journeys.journey import Journey
from tests.end_to_end.journeys.report import Result
from tests.end_to_end.journeys.site import Site
from tests.end_to_end.journeys.telling import go


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairwise", action="store_true", help="only the few that hold every pair. Writes no table")
    parser.add_argument("--only", action="append", help="only those with these words in their name. Writes no table")
    parser.add_argument("--pictures", type=Path, help="a folder for a picture of each page")
    parser.add_argument("--at-once", type=int, default=2, help="how many browsers, each with a site of its own")
    arguments = parser.parse_args()
    among = PAIRWISE if arguments.pairwise else FULL_PRODUCT
    chosen = [each for each in among if all(words in str(each) for words in arguments.only or [])]
    if arguments.pictures is not None:
        arguments.pictures.mkdir(parents=True, exist_ok=True)
    results = list(_all_of(chosen, arguments.pictures, arguments.at_once))
    if chosen == FULL_PRODUCT:
        report.write(results)
    return int(any(result.fault for result in results))


def _all_of(chosen: list[Combination], pictures: Path | None, at_once: int) -> Iterator[Result]:
    """What failed is tried once more, alone: a busy machine is sometimes later than a journey waits."""
    shares = [chosen[start::at_once] for start in range(at_once)]
    with ProcessPoolExecutor(at_once) as pool:
        tried = [pool.submit(_go_through, share, pictures) for share in shares if share]
        results = [result for share in as_completed(tried) for result in share.result()]
    failed = [result.combination for result in results if result.fault]
    yield from (result for result in results if not result.fault)
    yield from _go_through(failed, pictures)


def _go_through(share: list[Combination], pictures: Path | None) -> list[Result]:
    if not share:
        return []
    temporary = tempfile.TemporaryDirectory()
    with temporary as folder, Site.running(Path(folder) / "data") as site, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        return [_try(site, browser, combination, pictures) for combination in share]


def _try(site: Site, browser: Browser, combination: Combination, pictures: Path | None) -> Result:
    began, pages, fault = time.monotonic(), 0, ""
    try:
        pages = go(Journey(site, browser, combination, pictures))
    except (AssertionError, Error) as error:
        fault = str(error) or type(error).__name__
    result = Result(combination, time.monotonic() - began, pages, fault)
    sys.stderr.write(f"{combination!s:50} {result.seconds:4.0f} s {pages:3} pages {fault}\n")
    return result


if __name__ == "__main__":
    sys.exit(main())
