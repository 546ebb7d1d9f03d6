"""What the journeys found, as docs/figures/journeys.md."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from tests.end_to_end.journeys.combinations import STORIES, WAYS, Combination

TARGET = Path(__file__).parents[3] / "docs" / "figures" / "journeys.md"
HEAD = """# Journeys

Nine stories of owners, guests and admins, gone through in a real Chromium in every way: by mouse, by keyboard alone and
without script, on a phone and a desktop, in English, Hebrew and Spanish, in the light and the dark scheme. On each page
on the way nothing scrolls sideways, the browser has nothing to complain about, and axe finds nothing; it is not asked
again about a page that is built like one before. By keyboard, Tab reaches each control, and its focus is seen. Each
cell says how many journeys came to their end, how many pages one of them looks at, and how long it takes (medians).
`uv run python -m tests.end_to_end.journeys` writes this table.

"""


@dataclass(frozen=True)
class Result:
    """`fault` is empty if the journey came to its end."""

    combination: Combination
    seconds: float
    pages: int
    fault: str


def write(results: list[Result]) -> None:
    lines = [f"| story | {' | '.join(WAYS)} |", f"|---{'|---' * len(WAYS)}|"]
    for story in STORIES:
        cells = [_cell([one for one in results if _is_of(one, story, way)]) for way in WAYS]
        lines.append(f"| {story.replace('_', ' ')} | {' | '.join(cells)} |")
    pages, day = sum(one.pages for one in results), datetime.now(UTC).date().isoformat()
    lines.append(f"\n{len(results)} journeys over {pages:,} pages, {day}.\n")
    TARGET.write_text(HEAD + "\n".join(lines))


def _is_of(result: Result, story: str, way: str) -> bool:
    return (result.combination.story, result.combination.way) == (story, way)


def _cell(results: list[Result]) -> str:
    done = [one for one in results if not one.fault]
    if len(done) < len(results):
        return f"**{len(done)} of {len(results)}**"
    pages, seconds = median(one.pages for one in done), median(one.seconds for one in done)
    return f"{len(done)} · {pages:.0f} pages · {seconds:.0f} s"
