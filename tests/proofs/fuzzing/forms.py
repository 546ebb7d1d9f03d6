"""The forms that a browser finds on the pages of one role: where each is sent, and with which fields. What a page's
script sends like a form is among them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from flask import Flask
from flask.testing import FlaskClient

from tests.vocabulary.pages import visit_url
from tests.web.matrix import MATRIX

# Pages that show a form only when their address asks for it, with the names of values.
ASKED_FOR = {
    "owner_all_links.confirm": ("do=end&link={link_id}", "do=delete&link={link_id}"),
    "owner_uploads.upload": ("replaces={media_id}",),
    "guest.page": ("somebody-else=1",),
}
# What the player reports (contract 4.50), about the file that the page plays.
REPORT = [("watched", "60"), ("parts", "3"), ("place", "1.5"), ("played", "1")]


# Method, address without ids, and names of the fields.
Kind = tuple[str, str, frozenset[str]]


@dataclass
class Form:
    """`fields`: name and value of each of its controls."""

    page: str
    method: str = "GET"
    action: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)

    @property
    def kind(self) -> Kind:
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
    return [*parser.found, *_reports_on(page, answer.text)]


def _reports_on(page: str, text: str) -> Iterator[Form]:
    """Of a guest's page with a recording."""
    file = re.search(r"[?&;]file=(\d+)", text)
    if "data-visit-url" in text and file:
        for name in ("alive", "leave"):
            yield Form(page, "POST", f"{visit_url(text)}/{name}", [*REPORT, ("file", file[1])])


def addresses(app: Flask, values: dict[str, object], method: str) -> Iterator[str]:
    """The address of every route with this method, made with these values. Signing out is left out."""
    adapter = app.url_map.bind("localhost")
    rules = {rule.endpoint: rule for rule in app.url_map.iter_rules()}
    for endpoint, listed in MATRIX:
        if listed == method and endpoint != "account.sign_out":
            yield adapter.build(endpoint, {name: values[name] for name in rules[endpoint].arguments})


def _pages(app: Flask, values: dict[str, object]) -> Iterator[str]:
    yield from addresses(app, values, "GET")
    adapter = app.url_map.bind("localhost")
    for endpoint, queries in ASKED_FOR.items():
        [rule] = [rule for rule in app.url_map.iter_rules(endpoint) if "GET" in (rule.methods or ())]
        address = adapter.build(endpoint, {name: values[name] for name in rule.arguments})
        yield from (f"{address}?{query.format(**values)}" for query in queries)


def kinds_of_forms(app: Flask, client: FlaskClient, values: dict[str, object]) -> dict[Kind, str]:
    """Each kind of form that this client finds, with the first page that has it."""
    found: dict[Kind, str] = {}
    for address in _pages(app, values):
        for form in forms_on(client, address):
            found.setdefault(form.kind, address)
    return found
