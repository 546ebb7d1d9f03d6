"""The proof by mutants: `python -m tests.proofs.mutants [SCALE] [SEED]` prints which test caught which."""

import sys

from tests.proofs.mutants.every import MUTANTS
from tests.proofs.mutants.hunting import chosen, control, hunts, seed_of_today
from tests.proofs.telling import say


def main(scale: float, seed: int | None = None) -> int:
    """Prints a line a mutant; 1 when one survives, or the control fails."""
    mutants = chosen(scale, seed := seed_of_today() if seed is None else seed)
    say(f"Mutants {len(mutants)} of {len(MUTANTS)}, seed {seed}.\n")
    say("| mutant | caught by | tests before it passed | |\n|---|---|---|---|")
    survivors = 0
    for mutant, run in hunts(mutants):
        survivors += not run.caught
        by = f"`{run.failed}`" if run.caught else f"**nothing** (pytest ended with {run.code})"
        say(f"| {mutant.name} | {by} | {run.passed} | {run.seconds:.0f} s |")
    alone = control(mutants)
    found = "nothing" if alone.code == 0 else f"**{alone.failed}**"
    say(f"| none: the control | {found} | {alone.passed} | {alone.seconds:.0f} s |")
    say(f"\nCaught {len(mutants) - survivors} of {len(mutants)}.")
    return int(bool(survivors) or alone.code != 0)


if __name__ == "__main__":
    numbers = sys.argv[1:]
    sys.exit(main(float(numbers[0]) if numbers else 1.0, int(numbers[1]) if len(numbers) > 1 else None))
