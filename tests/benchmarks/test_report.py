"""The page is written from what was measured, work by work."""

import json
import re
from pathlib import Path

import pytest

from tests.benchmarks import machine
from tests.benchmarks.lines import Line, ratio_at_least
from tests.benchmarks.report import Measured, write
from tests.benchmarks.rounds import Series

ORDER = ["pages", "bytes"]


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    (tmp_path / "figures").mkdir()
    return tmp_path


def measured(work: str, rate: float) -> Measured:
    line = Line(work, "a second", Series([rate, rate]), Series([100, 100]), "raw", (ratio_at_least(0.5),))
    return Measured([line], 2, 0.1)


def rows(docs: Path) -> list[str]:
    return re.findall(r"^\| (.+?) \|", (docs / "performance.md").read_text(), re.MULTILINE)


def test_a_work_that_is_measured_again_replaces_its_own_lines_only(docs: Path) -> None:
    write("bytes", measured("a range", 60), ORDER, docs)
    write("pages", measured("a page", 40), ORDER, docs)
    write("pages", measured("another page", 50), ORDER, docs)
    assert rows(docs) == ["work", "another page", "a range"]
    page = (docs / "performance.md").read_text()
    assert "| another page | 50 (50 to 50) a second | 100 raw | 0.5 (0.5 to 0.5) | ≥ 0.5 × | yes |" in page
    assert (docs / "figures" / "performance.svg").read_text().count("<rect") == 2


def test_a_work_that_is_not_in_the_order_any_more_is_forgotten(docs: Path) -> None:
    write("bytes", measured("a range", 60), ORDER, docs)
    write("pages", measured("a page", 40), ["pages"], docs)
    assert rows(docs) == ["work", "a page"]


def test_the_page_names_the_machine_and_holds_nothing_of_its_folders(docs: Path) -> None:
    write("pages", measured("a page", 40), ORDER, docs)
    page = (docs / "performance.md").read_text()
    assert "PostgreSQL 1" in page
    assert f"Measured on {machine.processor()}: pages on 20" in page
    assert "$" not in page
    for file in (docs / "performance.md", docs / "figures" / "performance.json"):
        assert not re.search(r"/work|/tmp|/root|localhost|127\.0", file.read_text())
    assert json.loads((docs / "figures" / "performance.json").read_text())["pages"]["load"] == 0.1
