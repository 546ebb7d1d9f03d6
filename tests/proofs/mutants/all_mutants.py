"""All mutants, in one list."""

from tests.proofs.mutants import (
    accounts,
    backups,
    database,
    elsewhere,
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
    *elsewhere.MUTANTS,
    *maintenance.MUTANTS,
    *recordings.MUTANTS,
    *preparing.MUTANTS,
    *backups.MUTANTS,
    *database.MUTANTS,
    *accounts.MUTANTS,
)
