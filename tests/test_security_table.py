"""docs/security.md lists each requirement of ASVS 5.0, levels 1 and 2, once, and every test that it names exists."""

import ast
import re
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENT = (ROOT / "docs" / "security.md").read_text()
TABLES = DOCUMENT.partition("## Signing in")[0]
# How many requirements of levels 1 and 2 each section has. They are its first ones (ASVS 5.0.0).
SECTIONS = """
1.1:2 1.2:9 1.3:11 1.4:3 1.5:2 2.1:3 2.2:3 2.3:4 2.4:1 3.2:2 3.3:4 3.4:6 3.5:5 3.7:2 4.1:3 4.2:1 4.3:2 4.4:4 5.1:1 5.2:3
5.3:2 5.4:3 6.1:3 6.2:12 6.3:4 6.4:4 6.5:5 6.6:3 6.8:4 7.1:3 7.2:4 7.3:2 7.4:5 7.5:2 7.6:2 8.1:2 8.2:3 8.3:1 8.4:1
9.1:3 9.2:4 10.1:2 10.2:2 10.3:4 10.4:11 10.5:5 10.6:2 10.7:3 11.1:2 11.2:3 11.3:3 11.4:4 11.5:1 11.6:1 12.1:3 12.2:2
12.3:4 13.1:1 13.2:5 13.3:2 13.4:5 14.1:2 14.2:4 14.3:3 15.1:3 15.2:3 15.3:7 16.1:1 16.2:5 16.3:4 16.4:3 16.5:3 17.1:1
17.2:4 17.3:2
"""
REQUIREMENTS = {
    f"{section}.{number}"
    for section, _, most in (each.partition(":") for each in SECTIONS.split())
    for number in range(1, int(most) + 1)
}
NAMED = re.findall(r"`(tests/[^`:]+\.py)::(\w+)`", DOCUMENT)
ROWS = re.findall(r"^\| ([0-9.]+) \|(.*)\|$", TABLES.partition("## Not met")[0], re.MULTILINE)


def _ids() -> list[str]:
    """The ids in the first cells of the tables, and those in the list of what does not apply."""
    rows = re.findall(r"^\| ([0-9]+\.[0-9]+\.[0-9]+) \|", TABLES, re.MULTILINE)
    listed = re.findall(r"^- .*: ([0-9., ]+)$", TABLES, re.MULTILINE)
    return rows + [each for line in listed for each in line.split(", ")]


@lru_cache
def _tests_in(path: str) -> set[str]:
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")}


def test_every_requirement_is_listed_once() -> None:
    assert len(REQUIREMENTS) == 253
    found = Counter(_ids())
    assert set(found) == REQUIREMENTS
    assert [each for each, times in found.items() if times > 1] == []


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)))
def test_every_test_that_it_names_exists(path: str, name: str) -> None:
    assert name in _tests_in(path)


def test_every_requirement_that_is_met_names_its_test() -> None:
    assert len(ROWS) > 150
    assert [row for row, rest in ROWS if not re.search(r"`tests/[^`]+\.py::test_\w+`", rest)] == []
