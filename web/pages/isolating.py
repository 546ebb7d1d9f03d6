"""Keeps names of the other direction in one piece: a Hebrew title in an English sentence, a Latin name in a Hebrew one.

Texts that people typed are filled into sentences for headings, messages, page titles and labels, where no element can
stand around them. There they come between the characters that Unicode has for that (contract 4.35).

Numbers in sentences are written as the language of the page writes them (contract 3.29).
"""

import unicodedata
from collections.abc import Callable, Mapping
from typing import Any, Self, cast

from flask import Flask
from flask_babel import format_decimal, get_locale
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

FIRST_STRONG_ISOLATE, POP_ISOLATE = "\u2068", "\u2069"
RIGHT_TO_LEFT = {"he"}
# The characters that pull their neighbours along, by the direction of the page.
STRONG = {"ltr": {"R", "AL", "AN"}, "rtl": {"L"}}


class Kept(str):
    """A value that stays as it is, because the sentence is stored, not shown."""

    __slots__ = ()


class Hole(str):
    """Stands in a page for a text that comes later (`web.pages.made_once`), `in_sentence` for that text isolated."""

    in_sentence: str

    def __new__(cls, mark: str, *, in_sentence: str) -> Self:
        hole = super().__new__(cls, mark)
        hole.in_sentence = in_sentence
        return hole


def init_app(app: Flask) -> None:
    app.add_template_filter(isolated)
    for name in ("gettext", "ngettext"):
        app.jinja_env.globals[name] = _isolating(cast(Callable[..., str], app.jinja_env.globals[name]))


def direction() -> str:
    return "rtl" if str(get_locale()).partition("_")[0] in RIGHT_TO_LEFT else "ltr"


def isolated(text: str, on_page: str | None = None) -> str:
    """As it is if no character of it could change the order of what stands around it. `on_page`: the direction of the
    page, by default of this request."""
    if isinstance(text, Hole):
        return text.in_sentence
    if isinstance(text, Kept) or not STRONG[on_page or direction()].intersection(map(unicodedata.bidirectional, text)):
        return text
    kind = Markup if isinstance(text, Markup) else str
    return kind(FIRST_STRONG_ISOLATE) + text + POP_ISOLATE


def filled_in(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a sentence shows of these values: numbers by locale, texts isolated."""
    return {name: _filled_in(value) for name, value in values.items()}


def _filled_in(value: object) -> object:
    if isinstance(value, int):
        return format_decimal(value)
    # Markup has an element of its own around what people typed.
    return isolated(value) if isinstance(value, str) and not isinstance(value, Markup) else value


def _isolating(render: Callable[..., str]) -> Callable[..., str]:
    @pass_context
    def isolating(context: Context, *texts: Any, **values: Any) -> str:
        # After the singular and the plural: how many.
        counted = {"num": texts[2]} if len(texts) > 2 else {}
        return render(context, *texts, **filled_in(counted | values))

    return isolating
