"""What makes the databases of the tests faster than those of a site, and changes nothing that a test can see."""

from typing import Any

from sqlalchemy import Dialect, Engine

from models.plumbing import database

# No test cuts the power of this machine. To wait for its disk at each commit would take a third of the run.
SQLITE_PRAGMAS = tuple(pragma.replace("synchronous=FULL", "synchronous=OFF") for pragma in database.SQLITE_PRAGMAS)
POSTGRESQL_SETTING = "synchronous_commit = off"

# For each kind of database: its dialect, and the statements that were compiled for it.
_known: dict[str, tuple[Dialect, dict[Any, Any]]] = {}


def share_compiled_statements(engine: Engine) -> None:
    """Each test has its own engine. To compile the same statements for each of them would take a fifth of the run."""
    engine.dialect, statements = _known.setdefault(engine.dialect.name, (engine.dialect, {}))
    engine.update_execution_options(compiled_cache=statements)
