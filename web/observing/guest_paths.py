"""Recognises the addresses that are passed on by their path alone, also where no route fits."""

import unicodedata

from flask import request

from models.plumbing.pasted import BLANK_LOOKING


def is_guest_page() -> bool:
    """Whether this request is for a page of guests. Such pages do not ask who is signed in (contract 3.30), and keep
    their own language."""
    return is_guest_path(request.path)


def is_guest_path(path: str) -> bool:
    return path.startswith("/g/") or behind("g", path) is not None


def is_passed_on() -> bool:
    """Whether the address of this request is passed on by mail and chat: a guest link's or a one-time one. Such pages
    open in a mail program's viewer (contract 11.26)."""
    return is_guest_page() or behind("setup", request.path) is not None


def behind(word: str, path: str) -> str | None:
    """What stands behind `/word/` in a decoded path, right or spoilt. None if it is the path of another page."""
    before, found, tail = path.partition(word)
    rest = tail.lstrip("".join(char for char in set(tail) if _may_stand_between(char)))
    has_slashes = "/" in before and "/" in tail[: len(tail) - len(rest)]
    return rest if found and has_slashes and all(map(_may_stand_between, before)) else None


def _may_stand_between(char: str) -> bool:
    """A slash, white space, or a mark that shows nothing."""
    return char in "/" + BLANK_LOOKING or char.isspace() or unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"}
