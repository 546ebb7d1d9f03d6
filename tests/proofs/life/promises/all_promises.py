"""All promises, by name."""

# Each of these modules adds its promises to CHECKS when it is imported.
from tests.proofs.life.promises import agreement, entering, maintenance, owners, watching  # noqa: F401
from tests.proofs.life.promises.promise import CHECKS

__all__ = ["CHECKS"]
