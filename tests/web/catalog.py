"""Every text that pages show, as the sources hold them. `python -m tests.web.catalog LANGUAGE` prints what its catalog
lacks, as entries to be filled in."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from models import errors
from models.errors import GuestlinkError
from web.pages.catalogs import CATALOGS

ROOT = Path(__file__).parents[2]
# Which arguments of a function are texts; None for the first alone.
Keywords = dict[str, tuple[int | tuple[int, str], ...] | None]
WEB_KEYWORDS: Keywords = {"_": None, "gettext": None, "_l": None, "ngettext": (1, 2), "trans": None}
WEB_KEYWORDS["lazy_pgettext"] = ((1, "c"), 2)
# Where the domain names the sentences of its refusals.
DOMAIN_KEYWORDS: Keywords = {
    "translatable": None,
    "Invalid": (2,),
    "Forbidden": None,
    "NotFound": None,
    "NoRight": None,
}

# Only operators see the first three, in English, and a status is not a sentence.
FOR_OPERATORS = {"Misconfigured", "CannotBackUp", "CannotRestore", "DoesNotAdmit"}
REFUSALS = {
    error.__name__ for error in vars(errors).values() if isinstance(error, type) and issubclass(error, GuestlinkError)
} - FOR_OPERATORS


def texts() -> set[str | tuple[str, ...]]:
    """Plurals as pairs. One with a context has that before it, as in a compiled catalog."""
    return set(_of(ROOT / "web", WEB_KEYWORDS | DOMAIN_KEYWORDS)) | set(_of(ROOT / "models", DOMAIN_KEYWORDS))


def given() -> set[str]:
    """The sentences and labels that the domain passes to refusals and rules without `translatable`."""
    return {text for file in (ROOT / "models").rglob("*.py") for text in _given(ast.parse(file.read_text("utf-8")))}


def _given(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        values: list[ast.expr] = []
        if isinstance(node, ast.keyword) and node.arg in {"missing", "label"}:
            values = [node.value]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
            values = node.args
        yield from (
            value.value
            for value in values
            if isinstance(value, ast.Constant) and isinstance(value.value, str) and value.value[:1].isupper()
        )


def _of(folder: Path, keywords: Keywords) -> Iterator[str | tuple[str, ...]]:
    methods = [("cli/**", "ignore"), ("**.py", "python"), ("**.html", "jinja2")]
    found = extract_from_dir(str(folder), methods, keywords=keywords)
    for _file, _line, text, _comments, context in found:
        if text:
            yield f"{context}\4{text}" if context else text


def catalog(language: str) -> Catalog:
    with (CATALOGS / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def lacking(language: str) -> list[str | tuple[str, ...]]:
    """What has no translation, or one that nobody has confirmed."""
    known = catalog(language)
    return sorted((text for text in texts() if not _translated(known.get(*key(text)))), key=str)


def key(text: str | tuple[str, ...]) -> tuple[str, str | None]:
    """Its id, and its context."""
    context, _between, sentence = (text if isinstance(text, str) else text[0]).rpartition("\4")
    return sentence, context or None


def _translated(message: Message | None) -> bool:
    if message is None or message.fuzzy:
        return False
    strings = [message.string] if isinstance(message.string, str) else list(message.string or ())
    return bool(strings) and all(strings)


if __name__ == "__main__":
    wanted = Catalog(locale=sys.argv[1])
    for each in lacking(sys.argv[1]):
        text, context = key(each)
        wanted.add(text if context else each, context=context)
    write_po(sys.stdout.buffer, wanted, omit_header=True, width=0)
