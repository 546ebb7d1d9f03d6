"""docs/architecture.md lists each table."""

import re
from pathlib import Path

from models.tables import Base

DOCUMENT = Path(__file__).parents[3] / "docs" / "architecture.md"


def test_the_list_of_tables_names_each_table_once() -> None:
    section = DOCUMENT.read_text().partition("\n## The tables\n")[2].partition("\n## ")[0]
    first_cells = re.findall(r"^\| (`.*?) \|", section, re.MULTILINE)
    assert sorted(re.findall(r"`(\w+)`", " ".join(first_cells))) == sorted(Base.metadata.tables)
