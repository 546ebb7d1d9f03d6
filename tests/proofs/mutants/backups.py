"""Mutants of backups and of their restores."""

from tests.proofs.mutants.mutant import mutant

SETTLING = "models/backups/settling.py"

MUTANTS = (
    mutant(
        "files are erased while a backup copies them",
        "models/files/folder.py",
        "if is_locked(settings().data / lock_files.BACKUP):",
        "if False:",
        "tests/models/files/test_erasing_waits.py",
    ),
    mutant(
        "a backup replaces a file",
        "models/backups/new_file.py",
        "target.hardlink_to(path)",
        "path.rename(target)",
        "tests/models/backups/test_new_file.py::test_it_never_replaces_a_file",
    ),
    mutant(
        "the sum over a backup is not compared",
        "models/backups/unpacking.py",
        "if (end.entries, end.sha256) != (entries, sha256):",
        "if False:",
        "tests/models/backups/test_examining.py",
    ),
    mutant(
        "access is on after a restore",
        SETTLING,
        "0 if with_access else _turn_off_access(db, now=now)",
        "0",
        "tests/models/backups/test_settling.py",
    ),
    mutant(
        "a restore brings overdue names back",
        SETTLING,
        "erased = _erase_overdue(bind, retention_days, now=now)",
        "erased = 0",
        "tests/models/backups/test_settling.py",
    ),
    mutant(
        "a part starts where a restore was broken off",
        "models/site/founding.py",
        "    check_not_restoring()\n    _check_file(bind)",
        "    _check_file(bind)",
        "tests/models/backups/test_broken_off_restores.py",
    ),
)
