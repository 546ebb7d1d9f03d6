"""`python -m tests.corpus [WORDS]` tries all recordings, or those with these words in their names, and prints a table.
Without words it writes docs/figures/recordings.md. With `ci` it tries the ten that CI takes."""

import os
import sys
import time
from contextlib import redirect_stdout
from datetime import UTC, datetime
from pathlib import Path

from tests.corpus.corpus import KINDS
from tests.corpus.kinds import Kind, chosen
from tests.corpus.trying import Tried, tried
from tests.proofs.output import print_line

FIGURES = Path(__file__).parents[2] / "docs" / "figures" / "recordings.md"
HEAD = """# Recordings of every kind, uploaded and played

Each file is made by `tests/corpus`, uploaded by the form of a running site, prepared where it has to be, and played to
its end by a guest in Chromium. Loudness is from 0 to 1, the loudest moment; contrast from 0 to 128. Seeking goes to the
middle."""


def main(words: str = "") -> int:
    kinds = [kind for kind in KINDS if kind.in_ci] if words == "ci" else chosen(KINDS, words)
    kinds = [kind for kind in kinds if kind.is_there()]
    if words:
        return _print_table(kinds)
    part = FIGURES.with_suffix(".part")
    with part.open("w") as file, redirect_stdout(file):
        print_line(f"{HEAD}\n\nBy `python -m tests.corpus`, {datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores.\n")
        code = _print_table(kinds)
    part.replace(FIGURES)
    return code


def _print_table(kinds: list[Kind]) -> int:
    began, wrong = time.monotonic(), 0
    print_line("| recording | outcome | length | frames | loudness | contrast | seeking | faults |")
    print_line("|---|---|---|---|---|---|---|---|")
    for each in tried(kinds):
        print_line(f"| {each.kind.name} | {_row(each)} | {'; '.join(each.faults) or '-'} |")
        wrong += bool(each.faults)
    print_line(f"\n{len(kinds)} recordings, {wrong} with a fault. Took {(time.monotonic() - began) / 60:.0f} min.")
    return int(wrong > 0)


def _row(tried: Tried) -> str:
    if tried.kind.refusal:
        return f"{tried.outcome}: “{tried.kind.refusal}” | | | | |"
    played = tried.played
    if played is None:
        return f"{tried.outcome} | | | | |"
    picture = f"{played.frames} of {tried.frames}" if tried.kind.has_picture else "-"
    contrast = f"{played.contrast:.0f}" if tried.kind.has_picture else "-"
    loudness = f"{played.loudest:.2f}" if tried.kind.has_sound else "-"
    return f"{tried.outcome} | {played.duration:.2f} s | {picture} | {loudness} | {contrast} | {played.seeking:.2f} s"


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
