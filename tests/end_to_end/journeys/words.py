"""What the pages say in each language. Stories are written in English; the catalogs of the site have the rest."""

import re
from functools import lru_cache

from tests.web.catalog import catalog

TAG = re.compile(r"<[^>]+>")
PLACE = re.compile(r"%\((\w+)\)[sd]")
# What has the same name in each language.
UNTRANSLATED = {"Theming"}
# Around a text of another direction (contract 4.35).
MARKS = "[\u2068\u2069]?"


@lru_cache
def _said_in(language: str) -> dict[str, str]:
    """What stands for each English text, both without markup."""
    said = {}
    # A text with a context says something else in another place.
    for message in (each for each in catalog(language) if not each.context):
        texts = zip(
            *(each if isinstance(each, tuple) else (each,) for each in (message.id, message.string)), strict=False
        )
        said.update({TAG.sub("", english): TAG.sub("", text) for english, text in texts})
    return said


class Words:
    def __init__(self, language: str) -> None:
        self.language = language

    def of(self, english: str) -> str:
        """The text of the page in this language. Fails if the pages do not say it."""
        if self.language == "en" or english in UNTRANSLATED:
            return english
        text = _said_in(self.language).get(english)
        assert text is not None, f"no page says “{english}”"
        return text

    def pattern(self, english: str, values: dict[str, str], *, is_whole: bool = True) -> re.Pattern[str]:
        """Finds it with these values in it. Other places may hold anything."""
        parts = PLACE.split(self.of(english))
        texts = [re.escape(part).replace(r"\ ", r"\s+") for part in parts[::2]]
        filled = [f"{MARKS}{re.escape(values[name])}{MARKS}" if name in values else ".+?" for name in parts[1::2]]
        body = texts[0] + "".join(value + text for value, text in zip(filled, texts[1:], strict=True))
        return re.compile(rf"^\s*{body}\s*$" if is_whole else body)
