"""Writes docs/performance.md from its template, and the chart beside it.

What was measured of each work is kept in docs/figures/performance.json. So one work can be measured again without the
others, and an interrupted run loses only the work that it was at.
"""

import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Any

from tests.benchmarks import machine
from tests.benchmarks.chart import chart
from tests.benchmarks.lines import Aim, Line
from tests.benchmarks.rounds import Series
from tests.benchmarks.table import table

DOCS = Path(__file__).parents[2] / "docs"
TEMPLATE = Path(__file__).with_name("performance.md.template")


@dataclass(frozen=True)
class Measured:
    """One work. `load`: of the machine before it began."""

    lines: list[Line]
    minutes: float
    load: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"on": f"{datetime.now(UTC):%Y-%m-%d}", "processor": machine.processor()}


def write(name: str, measured: Measured, order: list[str], docs: Path = DOCS) -> None:
    """Replace the lines of this work, and write the page. `order`: of the works in the table."""
    kept = docs / "figures" / "performance.json"
    known: dict[str, Any] = json.loads(kept.read_text()) if kept.exists() else {}
    known[name] = measured.as_json()
    known = {each: known[each] for each in order if each in known}
    lines = [_line(found) for work in known.values() for found in work["lines"]]
    kept.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n")
    (docs / "figures" / "performance.svg").write_text(chart(lines))
    text = Template(TEMPLATE.read_text()).substitute(table=table(lines), how=_how(known))
    (docs / "performance.md").write_text(text)


def _how(known: dict[str, Any]) -> str:
    processors = list(dict.fromkeys(work["processor"] for work in known.values()))
    measured = [f"Measured on {each}: {_when(known, each)}" for each in processors]
    return "\n".join(f"- {each}." for each in [*machine.described(), *measured])


def _when(known: dict[str, Any], processor: str) -> str:
    """The works that were measured on it."""
    return "; ".join(
        f"{name} on {work['on']} in {work['minutes']:.0f} min from a load of {work['load']:.1f}"
        for name, work in known.items()
        if work["processor"] == processor
    )


def _line(found: dict[str, Any]) -> Line:
    aims = tuple(Aim(**aim) for aim in found["aims"])
    floor = Series(**found["floor"]) if found["floor"] else None
    return Line(**(found | {"product": Series(**found["product"]), "floor": floor, "aims": aims}))
