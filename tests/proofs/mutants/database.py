"""Mutants of connections, migrations and the disk of the media."""

from tests.proofs.mutants.mutant import mutant

STEPS = "models/migrations/steps.py"
POSTGRESQL = "models/plumbing/postgresql.py"
CONNECTIONS = "tests/models/plumbing/test_postgresql.py"
UPGRADING = "tests/models/migrations/test_upgrading.py"
ARRIVING = "models/files/arriving.py"

MUTANTS = (
    mutant(
        "a read-only server is kept in the pool",
        "models/plumbing/database.py",
        "context.is_disconnect = True",
        "pass",
        "tests/models/plumbing/test_unusable_servers.py::test_a_server_that_became_read_only_is_left_and_found_again",
    ),
    mutant(
        "a pooler is not recognised",
        POSTGRESQL,
        "if process == connection.info.backend_pid:",
        "if True:",
        f"{CONNECTIONS}::test_a_pooler_is_recognised",
    ),
    mutant(
        "the server compiles statements",
        POSTGRESQL,
        '    "jit": "off",\n',
        "",
        f"{CONNECTIONS}::test_every_setting_is_ours_in_a_transaction_and_outside",
    ),
    mutant(
        "lists are planned once for all values",
        POSTGRESQL,
        "prepare: bool | None = False",
        "prepare: bool | None = None",
        f"{CONNECTIONS}::test_lists_and_sweeps_are_planned_for_the_values_that_they_have",
    ),
    mutant(
        "what is admitted behind a pooler is not committed",
        "models/plumbing/database.py",
        'if bind.dialect.name == "postgresql" else bind) as db:\n        yield db\n        db.commit()',
        'if bind.dialect.name == "postgresql" else bind) as db:\n        yield db',
        f"{CONNECTIONS}::test_a_form_that_is_sent_twice_is_one_click",
    ),
    mutant(
        "folders are compared by the language of the database",
        "models/tables/base.py",
        """return f'lower({compiler.process(element.clauses, **named)} COLLATE "C")'""",
        "return f'lower({compiler.process(element.clauses, **named)})'",
        f"{CONNECTIONS}::test_folders_are_compared_without_the_language_of_the_database",
    ),
    mutant(
        "a migration waits for locks as long as a page does",
        "models/migrations/upgrading.py",
        "    connection.execution_options(begins_with=LIMITS)\n",
        "",
        f"{UPGRADING}::test_no_statement_of_a_migration_is_ended_for_its_time",
    ),
    mutant(
        "batches of a migration wait for locked rows",
        STEPS,
        "rows.with_for_update(skip_locked=True)",
        "rows.with_for_update()",
        "tests/models/migrations/test_steps.py::test_batches_do_not_wait_for_a_row_that_a_guest_has_locked",
    ),
    mutant(
        "an item that is locked is judged as the session has read it before",
        "models/site/locks.py",
        "locked.execution_options(populate_existing=True)",
        "locked",
        "tests/models/site/test_locks.py",
    ),
    mutant(
        "a suspended machine goes by an old clock",
        "models/plumbing/steady_clock.py",
        '_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)',
        "_CLOCK = time.CLOCK_MONOTONIC",
        "tests/models/plumbing/test_clock.py",
    ),
    mutant(
        "an index that was broken off is kept",
        STEPS,
        "if not _is_valid(bind, name):",
        "if False:",
        f"{UPGRADING}::test_an_index_that_was_broken_off_is_built_again",
    ),
    mutant(
        "space that others have announced does not count",
        ARRIVING,
        "free_bytes() - sum(reserved_bytes(path, announced) for path, announced in counting) < size",
        "free_bytes() < size",
        "tests/models/files/test_arriving.py::test_what_is_announced_counts_before_it_has_arrived",
    ),
    mutant(
        "a killed process keeps its space",
        ARRIVING,
        "return is_locked(path)",
        "return True",
        "tests/models/files/test_arriving.py::test_of_many_processes_only_those_that_fit_begin_and_a_killed_one_makes_room",
    ),
    mutant(
        "a file of which the disk tells nothing is missing",
        "models/files/folder.py",
        "    except (FileNotFoundError, NotADirectoryError):\n        return False",
        "    except OSError:\n        return False",
        "tests/models/files/test_disk_faults.py::test_a_file_of_which_the_disk_tells_nothing_is_not_missing",
    ),
)
