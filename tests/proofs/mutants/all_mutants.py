"""All mutants, in one list."""

from tests.proofs.mutants import (
    accounts,
    backups,
    database,
    entering,
    links,
    maintenance,
    preparing,
    recordings,
    streams,
    uploads,
    watching,
)

MUTANTS = (
    *entering.MUTANTS,
    *links.MUTANTS,
    *watching.MUTANTS,
    *streams.MUTANTS,
    *uploads.MUTANTS,
    *maintenance.MUTANTS,
    *recordings.MUTANTS,
    *preparing.MUTANTS,
    *backups.MUTANTS,
    *database.MUTANTS,
    *accounts.MUTANTS,
)
