"""The attributes of tags. They are read as tolerantly as players read them: without quotes, with blanks, in small
letters. They are written so that all players read the same (contract 9.4)."""

import re
from collections.abc import Callable
from dataclasses import dataclass

# A quote that is not closed counts as a letter. The pattern is matched from where the last match ended, because
# searching a long line would be slow.
_ATTRIBUTE = re.compile(r'([^=]*)=(?:\s*"([^"]*)"[^,]*|([^,]*))(?:,|$)')
# What stands behind them does not go out. Each takes a hundred times its letters in memory.
MOST_ATTRIBUTES = 1000
_MAY_NAME = re.compile("UR[IL]|X-ASSET", re.IGNORECASE)
_NAMING = ("URI", "URL", "X-ASSET-LIST")


@dataclass(frozen=True)
class Attribute:
    name: str
    value: str
    is_quoted: bool

    @property
    def is_address(self) -> bool:
        return self.name.upper().endswith(_NAMING)

    def __str__(self) -> str:
        return f'{self.name}="{self.value}"' if self.is_quoted else f"{self.name}={self.value}"


def read(line: str) -> list[Attribute]:
    """Of a whole tag, with its name."""
    text, at = line.partition(":")[2], 0
    found: list[Attribute] = []
    while len(found) < MOST_ATTRIBUTES and (match := _ATTRIBUTE.match(text, at)):
        is_quoted = match[2] is not None
        value = match[2] if is_quoted else match[3].replace('"', "").strip()
        found.append(Attribute(match[1].strip(" \t,"), value, is_quoted))
        at = match.end()
    return found


def addresses(line: str) -> list[str]:
    return [each.value for each in read(line) if each.is_address] if _MAY_NAME.search(line) else []


def with_addresses(line: str, change: Callable[[str], str]) -> str:
    """The tag with other addresses. One that names none stays as it is."""
    if not _MAY_NAME.search(line):
        return line
    changed = [
        Attribute(each.name.upper(), change(each.value), is_quoted=True) if each.is_address else each
        for each in read(line)
    ]
    return f"{line.partition(':')[0]}:{','.join(map(str, changed))}" if changed else line
