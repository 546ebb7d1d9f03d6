"""The chart of docs/performance.md: how far each work is from its floor, and where its aim is."""

from tests.benchmarks.lines import Line, number
from tests.drawings.svg import drawing, text

WIDTH, LEFT, BAR, ROW, TOP = 980, 520, 330, 30, 60
# Colours that hold in the light and in the dark scheme of tests/drawings/svg.py.
_STYLE = """<style>
  .bar { fill: #88a9e0; stroke: none } .reached { fill: #6fae87; stroke: none }
  .floor { stroke: #8794a8; stroke-dasharray: 3 3 } .aim { stroke: #c2571a; stroke-width: 2 }
</style>"""


def with_ratio(lines: list[Line]) -> list[Line]:
    """The lines of a chart: those where more is better, so that all bars grow towards their floor."""
    return [line for line in lines if line.ratios and all(aim.at_least for aim in line.aims)]


def chart(lines: list[Line]) -> str:
    """Each bar is the median of the ratios. The dashed line is the floor, the short line the aim."""
    shown = with_ratio(lines)
    bottom = TOP + len(shown) * ROW
    longest = max([1.0, *(line.ratios.median for line in shown if line.ratios)])
    shapes = [_STYLE, text(20, 28, "Guestlink against its floor: 1 is as fast as the floor", "name")]
    shapes.append(f'<line class="floor" x1="{_x(1, longest)}" y1="{TOP - 14}" x2="{_x(1, longest)}" y2="{bottom}"/>')
    for place, line in enumerate(shown):
        shapes += _bar(line, TOP + place * ROW, longest)
    shapes.append(text(20, bottom + 24, "Short line: the aim. Green: it is reached.", "small"))
    return drawing(WIDTH, bottom + 40, "Guestlink against its floor, for each work", shapes)


def _bar(line: Line, y: int, longest: float) -> list[str]:
    assert line.ratios
    end = _x(line.ratios.median, longest)
    kind = "reached" if line.reached == "yes" else "bar"
    shapes = [
        text(20, y + 14, line.work.replace("`", "").replace("*", "")),
        f'<rect class="{kind}" x="{LEFT}" y="{y}" width="{max(1, end - LEFT)}" height="18" rx="3"/>',
        text(end + 8, y + 14, number(line.ratios.median), "small"),
    ]
    for aim in line.aims:
        if aim.of == "ratio":
            x = _x(aim.bound, longest)
            shapes.append(f'<line class="aim" x1="{x}" y1="{y - 3}" x2="{x}" y2="{y + 21}"/>')
    return shapes


def _x(ratio: float, longest: float) -> int:
    return LEFT + round(BAR * ratio / longest)
