"""The links between the documents lead somewhere, and the files and modules that they name exist."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").rglob("*.md"))]
FOLDERS = "models|web|tasks|tests|docs|\\.ci"


def anchors(document: str) -> set[str]:
    """As GitHub makes them of headings."""
    headings = re.findall(r"^#+ (.*)$", document, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(document: Path) -> list[str]:
    dead = []
    for link in re.findall(r"\]\((?![a-z]+:)([^)\s]+)\)", document.read_text()):
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or (anchor and anchor not in anchors(target.read_text())):
            dead.append(link)
    return dead


def is_module(name: str) -> bool:
    path = ROOT.joinpath(*name.split("."))
    return path.with_suffix(".py").exists() or (path / "__main__.py").exists()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_every_link_and_every_file_that_is_named_exists(document: Path) -> None:
    assert dead_links(document) == []
    named = re.findall(rf"`((?:{FOLDERS})/[\w./-]+)`", document.read_text())
    assert [path for path in named if not (ROOT / path).exists()] == []
    modules = re.findall(rf"python -m ((?:{FOLDERS})[a-z_.]+)", document.read_text())
    assert [name for name in modules if name != "tests.proofs.NAME" and not is_module(name.rstrip("."))] == []


def test_a_dead_link_is_found(tmp_path: Path) -> None:
    document = tmp_path / "page.md"
    document.write_text(
        "# A page, with *marks*\n[a](#a-page-with-marks) [b](page.md#none) [c](none.md) [d](https://none)"
    )
    assert dead_links(document) == ["page.md#none", "none.md"]
