"""All mutants, in one list."""

from tests.proofs.mutants import (
    accounts,
    backups,
    database,
    elsewhere,
    entering,
    guests,
    link_changes,
    links,
    lists,
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
    *link_changes.MUTANTS,
    *lists.MUTANTS,
    *watching.MUTANTS,
    *guests.MUTANTS,
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
