"""All mutants, in one list."""

from tests.proofs.mutants import (
    accounts,
    backups,
    database,
    entering,
    links,
    maintenance,
    recordings,
    streams,
    watching,
)

MUTANTS = (
    *entering.MUTANTS,
    *links.MUTANTS,
    *watching.MUTANTS,
    *streams.MUTANTS,
    *maintenance.MUTANTS,
    *recordings.MUTANTS,
    *backups.MUTANTS,
    *database.MUTANTS,
    *accounts.MUTANTS,
)
