"""No test imports another test. What several tests need belongs in tests/vocabulary or in a conftest."""

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parent


def imported(source: str) -> set[str]:
    """Every module or name that this source imports, in full: `tests.web.pages`, `tests.web.pages.inputs`."""
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            parent = "." * node.level + (node.module or "")
            found |= {parent} | {f"{parent}.{alias.name}" for alias in node.names}
    return found


def imported_tests(source: str) -> list[str]:
    return sorted(name for name in imported(source) if any(part.startswith("test_") for part in name.split(".")))


def test_no_file_imports_a_test() -> None:
    files = list(TESTS.rglob("*.py"))
    assert len(files) > 200
    found = {str(file.relative_to(TESTS)): imported_tests(file.read_text()) for file in files}
    assert {file: names for file, names in found.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        "import tests.web.test_pages",
        "from tests.web import test_pages",
        "from tests.web.test_pages import inputs",
        "from . import test_pages",
        "def later():\n    from .test_pages import inputs",
    ],
)
def test_an_imported_test_is_found(source: str) -> None:
    assert imported_tests(source)
    assert not imported_tests("from tests.vocabulary import pages\nimport testing")
