"""The documents name the commands and options that the command line has, and the contract names all of them."""

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from tests.vocabulary.server import ROOT
from web.cli import guestlink

README = (ROOT / "README.md").read_text()
CHAPTER_7 = (ROOT / "docs" / "contract.md").read_text().partition("\n## 7. ")[2].partition("\n## 8. ")[0]
DOCUMENTS = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
# Of a container, `web` is the service, and what follows is given to `guestlink`.
COMMAND = re.compile(r"(?:(?<![\w/])guestlink|docker compose run [^#]* web) (?P<words>[a-z-]+(?: .*)?)$")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z0-9-]*")


def code_in(text: str) -> Iterator[str]:
    """Each line of a block, and each piece of code in a sentence, also one that is broken between two lines."""
    for block in re.findall(r"^```\w*\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()
    for piece in re.findall(r"`([^`]+)`", re.sub(r"^```.*?^```", "", text, flags=re.MULTILINE | re.DOTALL)):
        yield " ".join(piece.split())


def named(words: str) -> tuple[list[str], click.Command, str]:
    """The path of the command that these words begin with, the command, and the words behind its path."""
    path: list[str] = []
    command: click.Command = guestlink
    rest = words.partition(" #")[0]
    while isinstance(command, click.Group) and re.fullmatch("[a-z0-9-]+", word := rest.partition(" ")[0]):
        assert word in command.commands, f"guestlink {' '.join([*path, word])}"
        path, command, rest = [*path, word], command.commands[word], rest.partition(" ")[2]
    return path, command, rest


def options_of(command: click.Command) -> set[str]:
    return {name for each in command.params for name in each.opts if name.startswith("--")} | {"--help"}


def leaves(group: click.Group, *path: str) -> Iterator[tuple[str, click.Command]]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, *path, name)
        elif not command.hidden:
            yield " ".join([*path, name]), command


def in_the_contract() -> Iterator[str]:
    """The commands in the tables of chapter 7, each with the name of its group, as `link show LINK_ID`."""
    for row in re.findall(r"^\| 7\.\d+ \| `guestlink (.*?) \| ", CHAPTER_7, re.MULTILINE):
        first, *others = re.split("` · `", row.replace("\\|", "|").rstrip("`"))
        yield first
        group = " ".join(named(first)[0][:-1])
        yield from (f"{group} {other}".strip() for other in others)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_each_command_that_a_document_names_exists_and_has_its_options(document: Path) -> None:
    codes = [code.replace("\\|", "|") for code in code_in(document.read_text())]
    for words in [found["words"] for code in codes if (found := COMMAND.search(code))]:
        _path, command, rest = named(words)
        assert set(OPTION.findall(rest)) <= options_of(command), words


def test_each_command_of_the_contract_exists_and_has_its_options() -> None:
    rows = list(in_the_contract())
    assert len(rows) > 30
    for words in rows:
        path, command, rest = named(words)
        assert path
        assert set(OPTION.findall(rest)) <= options_of(command), words


def test_the_contract_names_each_command_and_option() -> None:
    written = {*in_the_contract(), *code_in(CHAPTER_7)}
    for path, command in leaves(guestlink):
        assert [words for words in written if f"{words} ".startswith(f"{path} ")], path
        missing = options_of(command) - {"--help", "--json"} - set(OPTION.findall(CHAPTER_7))
        assert missing == set(), path


def test_the_readme_names_each_command() -> None:
    listed = README.partition("\n## Command line\n")[2].partition(". Each has `--help`")[0]
    commands = {name for name, command in guestlink.commands.items() if not command.hidden}
    assert set(re.findall(r"`(?:guestlink )?([a-z]+)`", listed)) == commands
