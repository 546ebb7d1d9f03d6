"""All promises, by name."""

# Each adds its promises to the list as it is read.
from tests.proofs.life.promises import agreement, entering, maintenance, owners, watching  # noqa: F401
from tests.proofs.life.promises.promise import CHECKS

__all__ = ["CHECKS"]
