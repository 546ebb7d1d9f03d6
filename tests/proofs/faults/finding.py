"""What a fault has shown: one line of the table."""

from dataclasses import dataclass, field

from models.tables.workflow import PERIOD
from tests.proofs.faults.people import Journal

# What is promised: pages again in seconds, and every workflow done within two of its periods.
SECONDS = 10.0
TWO_PERIODS = 2 * PERIOD.total_seconds()


@dataclass
class Finding:
    """One line of the table."""

    fault: str
    # The fraction of the full count.
    scale: float = 1.0
    struck: int = 0
    journal: Journal = field(default_factory=Journal)
    broken: dict[str, int] = field(default_factory=dict)
    # The longest that pages took to come again.
    recovered: float = 0.0
    converged: float = 0.0
    noted: dict[str, object] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.broken

    @property
    def is_late(self) -> bool:
        """Apart from `holds`: on a machine that others use too, time is no proof."""
        return self.recovered > SECONDS or self.converged > TWO_PERIODS

    def expect(self, what: str, found: object, wanted: object) -> None:
        """Noted, and a broken promise unless they are the same."""
        self.noted[what] = found
        if found != wanted:
            self.broken[what] = 1

    def line(self) -> str:
        told = self.journal.counted
        owners = sum(times for name, times in told.items() if name.startswith("acknowledged "))
        cells = [self.fault, f"{self.scale:g}", self.struck, len(self.journal.admitted), owners]
        cells += [sum(self.journal.watched.values())]
        cells += [told["503"], told["answers lost"], f"{self.recovered:.1f} s", f"{self.converged:.1f} s"]
        more = ", ".join(f"{name} {value}" for name, value in self.noted.items())
        verdict = "holds, late" if self.is_late else "holds"
        if self.broken:
            verdict = "BROKEN: " + ", ".join(f"{name} {times}" for name, times in self.broken.items())
        return "| " + " | ".join(str(cell) for cell in [*cells, more, verdict]) + " |"


HEAD = (
    "| fault | scale | times | admitted | owners' acts | bytes served | 503 | answers lost | recovered in "
    "| converged in | besides | verdict |\n|" + "---|" * 12
)
