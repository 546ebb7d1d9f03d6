"""What the address of a long list asks for: the words that are searched, the filters, the order, and where to begin.

A value that no page of ours sends is ignored. A place that cannot be read is answered with 404.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, TypeVar

from flask import request, url_for

from models.plumbing.keyset import PageStart, Place, read_place
from models.plumbing.pasted import trimmed

MOST_LETTERS = 100
# Databases refuse control characters and halves of characters (surrogates).
UNUSABLE = {"Cc", "Cs"}

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True)
class ListAddress:
    """The address of this list as it is shown, with what was asked for."""

    endpoint: str
    asked: Mapping[str, str]

    def url(self, **changes: str | Place | None) -> str:
        """With other values. A change of filter or order leads to the beginning of the list."""
        values: dict[str, Any] = {name: str(value) for name, value in {**self.asked, **changes}.items() if value}
        return url_for(self.endpoint, **values)


def typed_words(name: str = "q") -> str:
    typed = request.args.get(name, "")[:MOST_LETTERS]
    return trimmed("".join(" " if unicodedata.category(char) in UNUSABLE else char for char in typed))


def chosen(name: str, choices: type[Choice]) -> Choice | None:
    text = request.args.get(name, "")
    return next((choice for choice in choices if choice.value == text), None)


def page_start(*, is_time: bool = False) -> PageStart:
    """`is_time`: whether the list is sorted by an instant. Raises NotFound."""
    for name in ("before", "after"):
        if text := request.args.get(name, ""):
            return PageStart(read_place(text, is_time=is_time), is_back=name == "before")
    return PageStart()
