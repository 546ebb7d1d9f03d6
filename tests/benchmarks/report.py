"""Writes docs/performance.md from its template, and the chart beside it."""

from datetime import UTC, datetime
from pathlib import Path
from string import Template

from tests.benchmarks import machine
from tests.benchmarks.chart import chart
from tests.benchmarks.lines import Line
from tests.benchmarks.run import Run
from tests.benchmarks.table import table

DOCS = Path(__file__).parents[2] / "docs"
TEMPLATE = Path(__file__).with_name("performance.md.template")


def write(lines: list[Line], run: Run, *, load: float, minutes: float, docs: Path = DOCS) -> None:
    """`load`: of the machine before it began."""
    when = f"{datetime.now(UTC):%Y-%m-%d}, {run.rounds} rounds of {run.seconds:g} s each, in {minutes:.0f} minutes."
    how = [*machine.described(), f"Load of the machine before it began: {load:.1f}"]
    text = Template(TEMPLATE.read_text()).substitute(
        table=table(lines), how="\n".join([f"On {when}\n", *(f"- {each}." for each in how)])
    )
    (docs / "figures" / "performance.svg").write_text(chart(lines))
    (docs / "performance.md").write_text(text)
