"""How much of a proof is run: 1 is all of it."""

import os
import sys

# In pytest. A command takes its scale as an argument.
SCALE = float(os.environ.get("GUESTLINK_PROOF_SCALE", "0.1"))


def scaled(number: int, scale: float, *, least: int = 1) -> int:
    return max(least, round(number * scale))


def scale_of_command() -> float:
    """The first argument of this command. Without one, 1."""
    return float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
