"""Every route with a page, every template and every question is among the pages that are looked at: what is new fails
here until it is listed, or is said to have no page."""

import ast
import inspect
from collections import Counter
from pathlib import Path
from types import FrameType
from typing import Any

from flask import template_rendered
from jinja2 import Template

from models.tables.guest_link import LinkStatus
from tests.end_to_end.every_page.cast import Cast
from tests.end_to_end.every_page.guests import MESSAGES
from tests.end_to_end.every_page.looks import ALL, LEADS_ON, WITHOUT_PAGE
from tests.web.matrix import MATRIX
from web.pages import errors

WEB = Path(__file__).parents[3] / "web"
STATUSES = {400, 403, 404, 405, 409, 410, 413, 414, 422, 429, 503}
# A file, and a function in it.
Place = tuple[str, str]


def routes(cast: Cast) -> set[str]:
    return {rule.endpoint for rule in cast.site.app.url_map.iter_rules() if "GET" in (rule.methods or ())}


def templates() -> set[str]:
    """Those of whole pages and of players, not what others extend or import."""
    found = {path.relative_to(folder) for folder in WEB.rglob("templates") for path in folder.rglob("*.html")}
    return {str(path) for path in found if not path.name.startswith("_") and not path.name.endswith("base.html")}


def makers_of_pages() -> set[Place]:
    """Each function that renders a template or asks a question."""
    found = set()
    for file in WEB.rglob("*.py"):
        for function in ast.walk(ast.parse(file.read_text())):
            if isinstance(function, ast.FunctionDef):
                calls = {ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)}
                if calls & {"render_template", "confirmation"}:
                    found.add((str(file.relative_to(WEB)), function.name))
    return found


class Seen:
    """What was rendered, and which functions of ours were at work then."""

    def __init__(self) -> None:
        self.templates: set[str] = set()
        self.places: set[Place] = set()

    def note(self, _sender: object, template: Template, **_: Any) -> None:
        self.templates.add(template.name or "")
        frame: FrameType | None = inspect.currentframe()
        while frame is not None:
            file = Path(frame.f_code.co_filename)
            if file.is_relative_to(WEB):
                self.places.add((str(file.relative_to(WEB)), frame.f_code.co_name))
            frame = frame.f_back


def test_each_page_is_looked_at(cast: Cast) -> None:
    seen, shown, others = Seen(), set(), []
    adapter = cast.site.app.url_map.bind("localhost")
    with template_rendered.connected_to(seen.note, cast.site.app):
        for look in ALL:
            answer = look.opened(cast)
            if (answer.status_code, answer.mimetype) != (look.status, "text/html"):
                others.append((look.name, answer.status, answer.location))
            if answer.request.method == "GET" and answer.status_code == 200:
                shown.add(adapter.match(answer.request.path)[0])
    assert others == []
    assert routes(cast) - shown == set(WITHOUT_PAGE)
    # Players are included in pages, which the signal does not tell.
    assert {each for each in templates() - seen.templates if not each.startswith("players/")} == set()
    assert makers_of_pages() - seen.places == set()


def test_what_leads_to_another_page_shows_none() -> None:
    leading = [endpoint for endpoint, reason in WITHOUT_PAGE.items() if reason == LEADS_ON]
    assert [endpoint for endpoint in leading if 200 in MATRIX[endpoint, "GET"]] == []


def test_each_has_a_name_of_its_own() -> None:
    assert [name for name, number in Counter(look.name for look in ALL).items() if number > 1] == []


def test_each_reason_why_a_link_lets_no_one_in_is_looked_at() -> None:
    names = {look.name.removeprefix("guest-").replace("-", "_") for look in MESSAGES}
    assert set(LinkStatus) - names == {LinkStatus.ACTIVE}


def test_each_status_is_looked_at() -> None:
    assert {look.status for look in ALL} - {200} == STATUSES
    # 423 is an answer to a script.
    assert set(errors.STATUSES.values()) - STATUSES == {423}
