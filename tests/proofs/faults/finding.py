"""What one fault has shown: one row of the table."""

from dataclasses import dataclass, field

from models.tables.workflow import PERIOD
from tests.proofs.faults.people import Journal

# Pages must come again within seconds, and every workflow must be done within two of its periods.
MAX_RECOVERY_SECONDS = 10.0
MAX_CONVERGENCE_SECONDS = 2 * PERIOD.total_seconds()

TABLE_HEAD = (
    "| fault | scale | times | admitted | owners' acts | bytes served | 503 | answers lost | recovered in "
    "| converged in | details | verdict |\n|" + "---|" * 12
)


@dataclass
class Finding:
    """`times`: how often the fault was made. `broken`: how often each promise was broken."""

    fault: str
    scale: float = 1.0
    times: int = 0
    journal: Journal = field(default_factory=Journal)
    broken: dict[str, int] = field(default_factory=dict)
    # In seconds: the longest time until pages came again, and the time until maintenance had nothing left to do.
    recovered: float = 0.0
    converged: float = 0.0
    details: dict[str, object] = field(default_factory=dict)

    @property
    def holds(self) -> bool:
        return not self.broken

    @property
    def is_late(self) -> bool:
        """Not a part of `holds`, because on a busy machine it proves nothing."""
        return self.recovered > MAX_RECOVERY_SECONDS or self.converged > MAX_CONVERGENCE_SECONDS

    def expect(self, what: str, found: object, wanted: object) -> None:
        """Show what was found in the row. If it is not what was wanted, a promise is broken."""
        self.details[what] = found
        if found != wanted:
            self.broken[what] = 1

    def row(self) -> str:
        counts = self.journal.counts
        owners = sum(times for name, times in counts.items() if name.startswith("acknowledged "))
        cells = [self.fault, f"{self.scale:g}", self.times, len(self.journal.admitted), owners]
        cells += [sum(self.journal.byte_statuses.values())]
        cells += [counts["503"], counts["answers lost"], f"{self.recovered:.1f} s", f"{self.converged:.1f} s"]
        details = ", ".join(f"{name} {value}" for name, value in self.details.items())
        verdict = "holds, late" if self.is_late else "holds"
        if self.broken:
            verdict = "BROKEN: " + ", ".join(f"{name} {times}" for name, times in self.broken.items())
        return "| " + " | ".join(str(cell) for cell in [*cells, details, verdict]) + " |"
