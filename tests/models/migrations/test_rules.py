"""New migrations do only what a site can bear while it serves (docs/testing.md, "A migration")."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.migrations import upgrading

# Older ones are from before the rules. Those of their steps that take long on large tables were changed to follow them.
FIRST_WITH_RULES = "0008"
# They take a moment however many rows there are: tables that nobody uses yet, and columns that may be empty or have a
# constant default.
MAY = {"create_table", "add_column", "f"}
# A migration that may do more, and why.
FEW = "collaborators are few, so to copy them and to check who they are takes a moment"
EXCEPTIONS = {
    "0010": {
        "execute": FEW,
        "batch_alter_table on a table that is in use": FEW,
        "drop_constraint": FEW,
        "create_foreign_key": FEW,
    },
    "0025": {"get_bind": "on SQLite alone, where the site is stopped", "execute": "one row, on SQLite alone"},
}


def broken_rules(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    upgrade = next(node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name == "upgrade")
    calls = [node for node in ast.walk(upgrade) if isinstance(node, ast.Call)]
    made = {ast.unparse(call.args[0]) for call in calls if name_of(call) == "create_table"}
    for call in calls:
        name, owner = name_of(call), ast.unparse(call.func).partition(".")[0]
        if owner not in {"op", "batch_op"}:
            continue
        if name in {"batch_alter_table", "create_index"}:
            # On a table that this migration has made, an index takes no time.
            table = ast.unparse(call.args[0 if name == "batch_alter_table" else 1]) if owner == "op" else None
            if table is not None and table not in made:
                yield f"{name} on a table that is in use"
        elif name not in MAY:
            yield name
        elif name == "add_column" and may_not_be_empty(call) and "server_default" not in ast.unparse(call):
            yield "add_column without a default"
        elif name == "add_column" and any(
            word in ast.unparse(call) for word in ("ForeignKey", "unique=True", "sa.func")
        ):
            yield "add_column that reads the rows"


def name_of(call: ast.Call) -> str:
    return ast.unparse(call.func).rpartition(".")[2]


def may_not_be_empty(call: ast.Call) -> bool:
    return "nullable=False" in ast.unparse(call)


def files() -> list[Path]:
    return sorted((upgrading.FOLDER / "versions").glob("[0-9]*.py"))


@pytest.mark.parametrize(
    "file", [file for file in files() if file.name >= FIRST_WITH_RULES], ids=lambda file: file.stem
)
def test_a_new_migration_follows_the_rules(file: Path) -> None:
    excused = EXCEPTIONS.get(file.name.partition("_")[0], {})
    assert [broken for broken in broken_rules(file.read_text()) if broken not in excused] == []


def test_versions_count_up_one_by_one() -> None:
    assert [file.name[:5] for file in files()] == [f"{number:04}_" for number in range(1, len(files()) + 1)]


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        ("op.add_column('t', sa.Column('c', sa.Integer(), nullable=True))", []),
        ("op.add_column('t', sa.Column('c', sa.Integer(), nullable=False, server_default='0'))", []),
        ("op.add_column('t', sa.Column('c', sa.Integer(), nullable=False))", ["add_column without a default"]),
        ("op.add_column('t', sa.Column('c', sa.ForeignKey('x.id')))", ["add_column that reads the rows"]),
        ("op.create_index('i', 't', ['c'])", ["create_index on a table that is in use"]),
        ("create_index('i', 't', ['c'])", []),
        ("op.create_table('t'); op.create_index('i', 't', ['c'])", []),
        ("op.execute('UPDATE t SET c = 1')", ["execute"]),
        ("op.drop_column('t', 'c')", ["drop_column"]),
        ("op.alter_column('t', 'c', nullable=False)", ["alter_column"]),
        ("op.create_unique_constraint('u', 't', ['c'])", ["create_unique_constraint"]),
        ("op.create_check_constraint('u', 't', 'c > 0')", ["create_check_constraint"]),
        ("op.create_foreign_key('u', 't', 'x', ['c'], ['id'])", ["create_foreign_key"]),
        ("op.bulk_insert(t, [])", ["bulk_insert"]),
        ("op.get_bind().execute('UPDATE t')", ["execute", "get_bind"]),
    ],
)
def test_what_the_rules_refuse(line: str, broken: list[str]) -> None:
    assert list(broken_rules(f"def upgrade():\n    {line}\n")) == broken
