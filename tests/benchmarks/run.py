"""How long one run of the command measures, and with which generator."""

import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks.load.process import Generator
from tests.topology import servers

CONNECTIONS = 32


@dataclass(frozen=True)
class Run:
    """`seconds`: of one contestant in one round."""

    generator: Generator
    quick: bool
    rounds: int
    seconds: float

    @classmethod
    def of(cls, generator: Generator, *, quick: bool) -> "Run":
        return cls(generator, quick, rounds=1, seconds=0.5) if quick else cls(generator, quick, rounds=5, seconds=5.0)

    def size(self, full: int, quick: int) -> int:
        return quick if self.quick else full


def has_nginx() -> bool:
    return bool(shutil.which("nginx") and shutil.which("envsubst"))


def has_granian() -> bool:
    return granian().exists()


def granian() -> Path:
    return Path(sys.executable).parent / "granian"


def lacking() -> list[str]:
    """What this machine lacks; the rows that need it are left out, or measured without it."""
    return [*servers.missing(), *([] if has_granian() else ["granian"])]
