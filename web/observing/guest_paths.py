"""Recognises the addresses of guests by their path alone, also where no route fits."""

import unicodedata

from flask import request

from models.plumbing.pasted import BLANK_LOOKING


def is_guest_page() -> bool:
    """Whether this request is for a page of guests. Such pages do not ask who is signed in (contract 3.30), keep their
    own language, and open in a mail program's viewer (contract 11.26)."""
    return is_guest_path(request.path)


def is_guest_path(path: str) -> bool:
    return path.startswith("/g/") or behind_g(path) is not None


def behind_g(path: str) -> str | None:
    """What stands behind `/g/` in a decoded path, right or spoilt. None if it is the path of another page."""
    before, letter, tail = path.partition("g")
    behind = tail.lstrip("".join(char for char in set(tail) if _may_stand_between(char)))
    has_slashes = "/" in before and "/" in tail[: len(tail) - len(behind)]
    return behind if letter and has_slashes and all(map(_may_stand_between, before)) else None


def _may_stand_between(char: str) -> bool:
    """A slash, white space, or a mark that shows nothing."""
    return char in "/" + BLANK_LOOKING or char.isspace() or unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}
