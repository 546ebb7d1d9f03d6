"""Faults on the production topology: each with people using it, who remember what they were told (issue 4, proof 4)."""
