"""The forms that a browser finds on the pages of one role: where each is sent, and with which fields."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient

from tests.web.matrix import MATRIX


@dataclass
class Form:
    """`fields`: name and value of each of its controls."""

    page: str
    method: str = "GET"
    action: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kind(self) -> tuple[str, str, frozenset[str]]:
        """Two forms of one kind differ in ids and values only."""
        return self.method, re.sub(r"\d+", "1", self.action), frozenset(name for name, _value in self.fields)


class _Forms(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.found = page, list[Form]()
        self._open: Form | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            method, action = given.get("method", "get").upper(), given.get("action") or self.page
            self._open = Form(self.page, method, action)
            self.found.append(self._open)
        elif tag in {"input", "select", "textarea", "button"} and self._open and "name" in given:
            self._open.fields.append((given["name"], given.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


def forms_on(client: FlaskClient, page: str) -> list[Form]:
    answer = client.get(page)
    if not (answer.content_type or "").startswith("text/html"):
        return []
    parser = _Forms(page)
    parser.feed(answer.text)
    return parser.found


def addresses(app: Flask, values: dict[str, object], method: str) -> Iterator[str]:
    """The address of every route with this method, made with these values. Signing out is left out."""
    adapter = app.url_map.bind("localhost")
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for endpoint, listed in MATRIX:
        if listed == method and endpoint != "account.sign_out":
            yield adapter.build(endpoint, {name: values[name] for name in rules[endpoint].arguments})


def pages_with_forms(app: Flask, client: FlaskClient, values: dict[str, object]) -> list[str]:
    """Pages that together have each kind of form that this client finds: a page without a new kind is left out."""
    known: set[object] = set()
    pages: list[str] = []
    for address in addresses(app, values, "GET"):
        kinds = {form.kind for form in forms_on(client, address)}
        if kinds - known:
            known |= kinds
            pages.append(address)
    return pages
