"""Reads HTML pages: the inputs of their forms, messages, links."""

import html
import re
from html.parser import HTMLParser


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[dict[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "input":
            self.found.append({name: value or "" for name, value in attrs})


def inputs(page: str) -> dict[str, str]:
    """Name and value of every input that has a name. When two inputs have the same name, the last one counts."""
    parser = _Inputs()
    parser.feed(page)
    return {found["name"]: found.get("value", "") for found in parser.found if "name" in found}


def values(page: str, name: str) -> list[str]:
    """The values of all inputs with this name, in the order of the page."""
    parser = _Inputs()
    parser.feed(page)
    return [found.get("value", "") for found in parser.found if found.get("name") == name]


class _Errors(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self._at: str | None = None

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if given.get("class") == "error":
            self._at = (given.get("id") or "").removesuffix("-error")
            self.found[self._at] = ""

    def handle_data(self, data: str) -> None:
        if self._at is not None:
            self.found[self._at] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self._at = None


def errors_beside(page: str) -> dict[str, str]:
    """The error message beside each field, by the name of the field."""
    parser = _Errors()
    parser.feed(page)
    return {field: text.strip() for field, text in parser.found.items()}


def heading(page: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", page, re.DOTALL)
    return re.sub(r"<[^>]+>", "", found[1]).strip() if found else ""


def links(page: str) -> list[str]:
    """The targets of the links on this page."""
    return [html.unescape(found) for found in re.findall(r'<a [^>]*href="([^"]+)"', page)]


def visit_url(page: str) -> str:
    found = re.search(r'data-visit-url="([^"]+)"', page)
    assert found, f"no media page: {heading(page)}"
    return found[1]
