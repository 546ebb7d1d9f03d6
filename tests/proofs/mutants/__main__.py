"""`python -m tests.proofs.mutants [SCALE] [SEED]` prints for each mutant the test that caught it."""

import sys

from tests.proofs.mutants.all_mutants import MUTANTS
from tests.proofs.mutants.running import run_control, run_mutants
from tests.proofs.output import print_line
from tests.proofs.scale import chosen, scale_of_command, seed_of_this_hour


def main(scale: float, seed: int | None = None) -> int:
    """Prints a line for each mutant. Returns 1 if one was not caught, or if the control failed."""
    mutants = chosen(MUTANTS, scale, seed := seed_of_this_hour() if seed is None else seed)
    print_line(f"Mutants {len(mutants)} of {len(MUTANTS)}, seed {seed}.\n")
    print_line("| mutant | caught by | tests before it passed | |\n|---|---|---|---|")
    survivors = 0
    for mutant, run in run_mutants(mutants):
        survivors += not run.caught
        by = f"`{run.first_failed}`" if run.caught else f"**nothing** (pytest ended with {run.code})"
        print_line(f"| {mutant.name} | {by} | {run.passed} | {run.seconds:.0f} s |")
    control = run_control(mutants)
    failed = "nothing" if control.code == 0 else f"**{control.first_failed}**"
    print_line(f"| none: the control | {failed} | {control.passed} | {control.seconds:.0f} s |")
    print_line(f"\nCaught {len(mutants) - survivors} of {len(mutants)}.")
    return int(bool(survivors) or control.code != 0)


if __name__ == "__main__":
    sys.exit(main(scale_of_command(), int(sys.argv[2]) if len(sys.argv) > 2 else None))
