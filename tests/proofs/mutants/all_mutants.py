"""All mutants, in one list."""

from tests.proofs.mutants import backups, entering, links, maintenance, recordings, watching

MUTANTS = (
    *entering.MUTANTS,
    *links.MUTANTS,
    *watching.MUTANTS,
    *maintenance.MUTANTS,
    *recordings.MUTANTS,
    *backups.MUTANTS,
)
