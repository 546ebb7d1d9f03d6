"""Files of tables hold columns and rules: none of them takes a session or runs a statement."""

import ast
from pathlib import Path

import pytest

from models import tables

FILES = sorted(Path(tables.__file__).parent.glob("*.py"))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_a_table_knows_no_session_and_no_connection(file: Path) -> None:
    imported = {
        alias.name
        for node in ast.walk(ast.parse(file.read_text()))
        if isinstance(node, ast.Import | ast.ImportFrom)
        for alias in node.names
    }
    assert not imported & {"Session", "sessionmaker", "object_session", "Connection", "Engine", "database", "engine"}
