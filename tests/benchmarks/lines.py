"""One line of the table: a work, what was measured of it, its floor, and what the aim is."""

from dataclasses import dataclass, field

from tests.benchmarks.rounds import Series


@dataclass(frozen=True)
class Aim:
    """A bound on the product's median, or on the median of the ratios to its floor."""

    of: str
    bound: float
    at_least: bool = True

    def holds(self, line: "Line") -> bool:
        value = line.value_of(self.of)
        return value is not None and (value >= self.bound if self.at_least else value <= self.bound)

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        return f"{sign} {number(self.bound)}{' × ' if self.of == 'ratio' else ''}".strip()


def ratio_at_least(bound: float) -> Aim:
    return Aim("ratio", bound)


def ratio_at_most(bound: float) -> Aim:
    return Aim("ratio", bound, at_least=False)


def at_least(bound: float) -> Aim:
    return Aim("value", bound)


def at_most(bound: float) -> Aim:
    return Aim("value", bound, at_least=False)


@dataclass(frozen=True)
class Line:
    """`unit`: of both series, such as "a second" or "ms". `floor_name`: what the floor is, in a few words."""

    work: str
    unit: str
    product: Series
    floor: Series | None = None
    floor_name: str = ""
    aims: tuple[Aim, ...] = field(default=())

    @property
    def ratios(self) -> Series | None:
        return self.product / self.floor if self.floor else None

    def value_of(self, what: str) -> float | None:
        if what == "value":
            return self.product.median
        return self.ratios.median if self.ratios else None

    @property
    def wrong(self) -> list[str]:
        return [*self.product.wrong, *(self.floor.wrong if self.floor else [])]

    @property
    def reached(self) -> str:
        if self.wrong:
            return "WRONG"
        if not self.aims:
            return ""
        return "yes" if all(aim.holds(self) for aim in self.aims) else "no"


def number(value: float) -> str:
    """Three digits that count: 1,234, 98.7, 0.57."""
    if abs(value) >= 100:
        return f"{value:,.0f}"
    text = f"{value:.3g}" if value else "0"
    return f"{value:.3f}".rstrip("0").rstrip(".") if "e" in text else text
