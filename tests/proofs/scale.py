"""How much of a proof is run: 1 is all of it."""

import os
import random
import sys
import time
from collections.abc import Sequence
from typing import TypeVar

# In pytest. A command takes its scale as an argument.
SCALE = float(os.environ.get("GUESTLINK_PROOF_SCALE", "0.1"))

Part = TypeVar("Part")


def scaled(number: int, scale: float, *, least: int = 1) -> int:
    return max(least, round(number * scale))


def scale_of_command() -> float:
    """The first argument of this command. Without one, 1."""
    return float(sys.argv[1]) if len(sys.argv) > 1 else 1.0


def chosen(parts: Sequence[Part], scale: float, seed: int) -> list[Part]:
    """All at full scale; otherwise some, at least two. Each seed gives another choice."""
    count = min(len(parts), scaled(len(parts), scale, least=2))
    return random.Random(seed).sample(parts, count) if count < len(parts) else list(parts)


def seed_of_this_hour() -> int:
    return int(os.environ.get("GUESTLINK_PROOF_SEED") or time.time() // 3600)
