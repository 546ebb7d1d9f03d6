"""The table of docs/performance.md."""

from tests.benchmarks.lines import Line, number
from tests.benchmarks.rounds import Series

HEAD = """\
| work | Guestlink | floor | Guestlink to floor | aim | reached |
|---|---|---|---|---|---|"""


def spread(series: Series) -> str:
    """The median, and the smallest and largest of the rounds."""
    if len(series.values) == 1:
        return number(series.median)
    return f"{number(series.median)} ({number(min(series.values))} to {number(max(series.values))})"


def row(line: Line) -> str:
    floor = f"{number(line.floor.median)} {line.floor_name}".strip() if line.floor else ""
    ratio = spread(line.ratios) if line.ratios else ""
    aims = ", ".join(str(aim) for aim in line.aims)
    wrong = f": {'; '.join(sorted(set(line.wrong)))}" if line.wrong else ""
    cells = (line.work, f"{spread(line.product)} {line.unit}", floor, ratio, aims, line.reached + wrong)
    return "| " + " | ".join(cells) + " |"


def table(lines: list[Line]) -> str:
    return "\n".join([HEAD, *(row(line) for line in lines)])
