"""Seeded mutants: defects that this field has really shipped."""

from tests.proofs.mutants import admitting, links, tidying, watching

MUTANTS = (*admitting.MUTANTS, *links.MUTANTS, *watching.MUTANTS, *tidying.MUTANTS)
