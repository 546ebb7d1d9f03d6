"""Each citation, like `contract 2.5` or `facts 3`, names a rule or a fact that is written in docs/."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = (".ci", ".github", "docs", "models", "tasks", "tests", "web")
KINDS = {"", ".css", ".html", ".js", ".mako", ".md", ".mjs", ".py", ".sh", ".template", ".toml", ".txt", ".yml"}
# Pages that were never in the repository; the contract and the facts took their place.
FORMER_PAGES = re.compile(r"\b(SPEC|FACTS|HOUSE|UX)\b")
# A number, and those after it: `contract 2.5, 2.7 and 2.9`, `contract 5.24 to 5.29`. Lines may break in between.
CITED = re.compile(r"\b(contract|facts)\s+(\d+(?:\.\d+)?(?:(?:,|\s+to|\s+and)\s+\d+(?:\.\d+)?\b)*)")


def files() -> Iterator[Path]:
    """Every text that we write. This test is left out: it holds citations that are wrong."""
    found = [file for folder in FOLDERS for file in (ROOT / folder).rglob("*")] + list(ROOT.iterdir())
    for file in found:
        ours = not {"vendor", "__pycache__", "node_modules"} & set(file.parts) and file != Path(__file__)
        if ours and file.is_file() and file.suffix in KINDS:
            yield file


def defined(contract: str, facts: str) -> list[str]:
    """Every rule, as a paragraph or a row of a table, and every fact."""
    rules = re.findall(r"^(?:\*\*(\d+\.\d+) |\| (\d+\.\d+) \|)", contract, re.MULTILINE)
    found = [f"contract {paragraph or row}" for paragraph, row in rules]
    return found + [f"facts {number}" for number in re.findall(r"^\*\*(\d+) ", facts, re.MULTILINE)]


def cited(text: str) -> list[str]:
    return [f"{page} {number}" for page, numbers in CITED.findall(text) for number in re.findall(r"[\d.]+", numbers)]


def pages() -> list[str]:
    return defined((ROOT / "docs" / "contract.md").read_text(), (ROOT / "docs" / "facts.md").read_text())


def test_every_citation_names_a_rule_or_a_fact() -> None:
    known = set(pages())
    found = {(str(file.relative_to(ROOT)), each) for file in files() for each in cited(file.read_text())}
    assert len(found) > 100
    assert sorted((file, each) for file, each in found if each not in known) == []


def test_no_number_is_given_twice() -> None:
    found = pages()
    assert len(found) > 200
    assert [each for each, times in Counter(found).items() if times > 1] == []


def test_no_file_cites_a_page_that_is_not_in_the_repository() -> None:
    found = list(files())
    assert len(found) > 400
    assert [str(file.relative_to(ROOT)) for file in found if FORMER_PAGES.search(file.read_text())] == []


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("(contract 1.1, 2.5)", []),
        ("(contract 2.6)", ["contract 2.6"]),
        ("# contract 2.5, 2.7: links", ["contract 2.7"]),
        ("contract 1.1 to 2.9, row by row", ["contract 2.9"]),
        ("contract 1.1, 2.5 and 2.8", ["contract 2.8"]),
        ("(contract 2.5, facts 3, 4)", ["facts 4"]),
        ("as facts\n    3 says, and contract 2", ["contract 2"]),
        ("Contracts, 2.9 and artifacts 9 are no citations. It contracts 4.4 %.", []),
    ],
)
def test_an_unknown_number_is_found(text: str, unknown: list[str]) -> None:
    known = defined("| 1.1 | a word |\n\n**2.5 Title.** Text, and **2.6 ", "**3 Title.** Text")
    assert [each for each in cited(text) if each not in known] == unknown


def test_a_former_page_is_found() -> None:
    assert FORMER_PAGES.search("one sentence a message (UX)")
    assert not FORMER_PAGES.search("NGINX_UXD, specs and houses")
