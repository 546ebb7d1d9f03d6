"""Pages of guests, rendered once and kept with holes for the texts that differ from one answer to the next.

To render the entry page each time was two thirds of all that it took (facts 184). A page is made from two things only:
`same`, by which a kept page is found, and the texts for its holes. So nothing of one guest can stay in a kept page, if
what makes it asks neither the request nor the disk nor the clock: what those say belongs into `same` or into a hole.
"""

import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from typing import Any, NamedTuple, TypeVar

from flask import Flask, current_app, render_template
from flask_babel import get_locale
from markupsafe import Markup, escape

from web.pages import looks
from web.pages.isolating import Hole, direction, isolated

# At most so many pages are kept, of some 6 kB each. When there are more, all are dropped.
MOST_KEPT = 500
NAME = "guestlink.made_once"

# A text that somebody typed cannot contain it.
_MARK = secrets.token_hex(8)
_HOLE = re.compile(f"{_MARK}_([a-z_]+?)_(i?){_MARK}")

Same = TypeVar("Same", bound=Hashable)
# None counts as "", which makes no hole: so a template can ask whether there is such a text.
Texts = Mapping[str, str | None]


class Filling(NamedTuple):
    """What stands before a hole, and what comes into it."""

    before: str
    name: str
    is_isolated: bool


class CutPage(NamedTuple):
    fillings: list[Filling]
    end: str
    direction: str

    def filled(self, texts: Texts) -> str:
        pieces: list[str] = []
        for before, name, is_isolated in self.fillings:
            text = texts[name] or ""
            # Markup has an element of its own around what people typed.
            if is_isolated and not isinstance(text, Markup):
                text = isolated(text, self.direction)
            pieces += before, escape(text)
        return "".join([*pieces, self.end])


def init_app(app: Flask) -> None:
    app.extensions[NAME] = {}


def page(template: str, context: Callable[[Same, Texts], dict[str, Any]], same: Same, texts: Texts) -> str:
    """What `render_template(template, **context(same, texts))` makes, in the language of the request.

    Of the request, the page may hold nothing else than these texts.
    """
    kept: dict[Hashable, CutPage] = current_app.extensions[NAME]
    holes = tuple(name for name, text in texts.items() if text)
    key = template, get_locale(), looks.present(), same, holes
    cut = kept.get(key)
    if cut is None:
        marked = {name: _hole(name) if text else "" for name, text in texts.items()}
        if len(kept) >= MOST_KEPT:
            kept.clear()
        cut = kept[key] = _cut(render_template(template, **context(same, marked)))
    return cut.filled(texts)


def _hole(name: str) -> Hole:
    # Letters and digits, which no escaping changes.
    return Hole(f"{_MARK}_{name}_{_MARK}", in_sentence=f"{_MARK}_{name}_i{_MARK}")


def _cut(rendered: str) -> CutPage:
    *parts, end = _HOLE.split(rendered)
    fillings = [Filling(parts[at], parts[at + 1], parts[at + 2] == "i") for at in range(0, len(parts), 3)]
    return CutPage(fillings, end, direction())
