"""Replacing the condition of a CHECK on a table that is in use, by one that all rows meet."""

import sqlalchemy as sa
from alembic import op


def replace_check(table: str, name: str, condition: str, *, dropped: str | None = None) -> None:
    """`name` is the second half of the constraint's name, as in its class. `dropped`: a unique constraint that goes in
    the same step."""
    full = f"ck_{table}_{name}"
    if op.get_bind().dialect.name == "postgresql":
        also = f", DROP CONSTRAINT IF EXISTS {dropped}" if dropped else ""
        # It is not checked for the rows that are there: that would keep everybody from writing meanwhile.
        op.execute(
            f"ALTER TABLE {table} DROP CONSTRAINT IF EXISTS {full}{also}, "
            f"ADD CONSTRAINT {full} CHECK ({condition}) NOT VALID"
        )
        with op.get_context().autocommit_block():
            op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {full}")
        return
    with op.batch_alter_table(table, schema=None) as batch_op:
        if dropped:
            batch_op.drop_constraint(dropped, type_="unique")
        batch_op.drop_constraint(op.f(full), type_="check")
        batch_op.create_check_constraint(op.f(full), sa.text(condition))
