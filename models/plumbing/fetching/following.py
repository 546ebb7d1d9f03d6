"""Fetches an address as a script of our pages would: over redirects, and only where the server lets our pages read it.

The rules are those of browsers (https://fetch.spec.whatwg.org), so what is fetched here can be fetched there.
"""

from dataclasses import dataclass

from models.plumbing.fetching.asking import Answer, ask
from models.plumbing.fetching.refusals import GARBLED, MIXED, NOT_OPENED, REDIRECTS, STATUS, CannotFetch
from models.plumbing.web_addresses import WebAddress, read

MOST_BYTES = 2 * 1024**2
MOST_REDIRECTS = 5
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True)
class Fetched:
    """`passed` are the addresses on the way, the first and the last one too. `is_allowed` is whether each of them lets
    our pages read its answer (CORS)."""

    body: bytes
    content_type: str
    passed: tuple[WebAddress, ...]
    is_allowed: bool

    @property
    def address(self) -> WebAddress:
        """Where it was found. What stands in it is relative to this."""
        return self.passed[-1]


def fetch(address: WebAddress, page_origin: str, *, until: float, head_only: bool = False) -> Fetched:
    """`page_origin` is that of our pages, like `https://media.example.org`. Raises CannotFetch."""
    passed, origin, is_allowed = [address], page_origin, True
    while True:
        _check(address, page_origin)
        answer = ask(address, origin, most_bytes=MOST_BYTES, until=until, head_only=head_only)
        is_allowed = is_allowed and (address.origin == origin or _allows(answer, origin))
        if answer.status not in _REDIRECTS:
            break
        if len(passed) > MOST_REDIRECTS:
            raise CannotFetch(REDIRECTS)
        following = _led_to(address, answer)
        if following.origin != address.origin != page_origin:
            # From then on a browser says no longer whose page it is.
            origin = "null"
        address = following
        passed.append(address)
    if answer.status != 200:
        raise CannotFetch(STATUS, status=str(answer.status))
    return Fetched(answer.body, (answer.header("content-type") or "").lower(), tuple(passed), is_allowed)


def _check(address: WebAddress, page_origin: str) -> None:
    if not address.is_openable:
        raise CannotFetch(NOT_OPENED)
    check_scheme(address, page_origin)


def check_scheme(address: WebAddress, page_origin: str) -> None:
    """Raises CannotFetch for what a page of https may not load."""
    if address.scheme == "http" and page_origin.startswith("https:"):
        raise CannotFetch(MIXED)


def _allows(answer: Answer, origin: str) -> bool:
    return answer.header("access-control-allow-origin") in {"*", origin}


def _led_to(address: WebAddress, answer: Answer) -> WebAddress:
    location = answer.header("location")
    if not location:
        raise CannotFetch(GARBLED)
    following = read(location, address.href)
    if following is None:
        raise CannotFetch(NOT_OPENED)
    return following
