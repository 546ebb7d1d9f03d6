"""Playlists of other servers: read once, before they are added, and again when an owner asks (contract 9.19 to 9.23).

What is read tells whether browsers can play it on our pages, and which servers the pages must allow for that.
"""

import time
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from threading import BoundedSemaphore

from models.config.settings import settings
from models.errors import Invalid, translatable
from models.files.live.hls import is_playlist
from models.media.playlist_addresses import Named, named_in
from models.plumbing.fetching.following import Fetched, check_scheme, fetch
from models.plumbing.fetching.refusals import BUSY, MIXED, NOT_OPENED, PRIVATE, TOO_SLOW, CannotFetch
from models.plumbing.web_addresses import WebAddress, read

SECONDS = 10.0
# Of one process. Somebody else's slow server must not take all threads that make pages.
AT_ONCE = 4
PARALLEL = 5
# The page's content policy lists each of them twice, and a header may not be too long.
MOST_ORIGINS = 20
MOST_ORIGINS_LENGTH = 2000

WEB_PAGE = translatable("This is a web page, not a playlist.")
NO_PLAYLIST = translatable("This is not a playlist: it must begin with #EXTM3U.")
NOT_HLS = translatable("This is not HLS: a list of segments must have #EXT-X-TARGETDURATION.")
LOCKED = translatable("This is protected by DRM, and cannot be played here.")
NOT_ALLOWED = translatable("That server does not let other sites play it: it must send Access-Control-Allow-Origin.")
NOT_NAMEABLE = translatable("This playlist uses %(host)s, and pages can allow only servers with an ordinary name.")
TOO_MANY = translatable("This playlist uses more servers than a page can allow.")

# Browsers load nothing from there for our pages.
_REFUSED = {PRIVATE, MIXED, NOT_ALLOWED}
# Whatever else fails with one of several variants, the player takes another one. With these, the page would not play.
_SERIOUS = _REFUSED | {TOO_SLOW}
_turns = BoundedSemaphore(AT_ONCE)


def origins_of(url: str) -> str:
    """The origins of all servers that a page needs to play this playlist, with spaces between them.

    Takes up to 10 seconds, so hold no transaction meanwhile. Raises Invalid for the field `playlist_url`.
    """
    address = read(url)
    if address is None:
        raise Invalid("playlist_url", NOT_OPENED)
    with _turn():
        try:
            return _Reading(settings().base_url, time.monotonic() + SECONDS).run(address)
        except CannotFetch as error:
            raise Invalid("playlist_url", error.sentence, **error.values) from None


@contextmanager
def _turn() -> Iterator[None]:
    if not _turns.acquire(timeout=1):
        raise Invalid("playlist_url", BUSY)
    try:
        yield
    finally:
        _turns.release()


class _Reading:
    def __init__(self, page_origin: str, until: float) -> None:
        self.page_origin, self.until = page_origin, until
        # In the order in which they were met, the playlist's own first.
        self.needed: dict[str, WebAddress] = {}
        self.others: dict[str, WebAddress] = {}
        self.extras: dict[str, WebAddress] = {}
        self.tried: list[tuple[WebAddress, ...]] = []
        self.variables: Mapping[str, str] = {}

    def run(self, address: WebAddress) -> str:
        named = self._read_playlist(address)
        self.variables = named.variables
        listed = list(dict.fromkeys([*named.variants, *named.renditions]))
        self._need(listed)
        failures = self._all(partial(self._read_playlist, is_listed=True), listed)
        if named.variants and failures.keys() >= set(named.variants):
            raise failures[named.variants[0]]
        self._need(self.others.values())
        self._all(self._probe, list(self.others.values())[:MOST_ORIGINS], serious=_REFUSED)
        self._need_extras()
        return self._listed()

    def _read_playlist(self, address: WebAddress, *, is_listed: bool = False) -> Named:
        """`is_listed`: in a list of playlists, so it cannot be one."""
        fetched = fetch(address, self.page_origin, until=self.until)
        if not is_playlist(fetched.body):
            raise CannotFetch(WEB_PAGE if _is_web_page(fetched) else NO_PLAYLIST)
        self._passed(fetched)
        named = named_in(fetched.body, fetched.address, self.variables)
        # One that is still empty may fill before the stream begins.
        if not (named.is_empty or named.has_target_duration or (named.variants and not is_listed)):
            raise CannotFetch(NOT_HLS)
        if named.is_locked:
            raise CannotFetch(LOCKED)
        self.others |= named.others
        self.extras |= named.extras
        return named

    def _probe(self, address: WebAddress) -> None:
        """A server may send its playlists to every page and its segments to none, or lead on to yet another server."""
        self._passed(fetch(address, self.page_origin, until=self.until, head_only=True))

    def _need_extras(self) -> None:
        """Those that there is room for, because the film plays without them."""
        self._all(self._try, list(self.extras.values())[:MOST_ORIGINS], serious=_REFUSED)
        for passed in self.tried:
            new = {each.origin for each in passed} - self.needed.keys()
            if all(each.is_nameable for each in passed) and len(self.needed) + len(new) <= MOST_ORIGINS:
                self._need(passed)

    def _try(self, address: WebAddress) -> None:
        """What refuses a bare request may still answer the player."""
        try:
            fetched = fetch(address, self.page_origin, until=self.until, head_only=True)
        except CannotFetch as error:
            if error.sentence not in _REFUSED:
                self.tried.append((address,))
        else:
            if fetched.is_allowed:
                self.tried.append(fetched.passed)

    def _passed(self, fetched: Fetched) -> None:
        if not fetched.is_allowed:
            raise CannotFetch(NOT_ALLOWED)
        self._need(fetched.passed)

    def _need(self, addresses: Iterable[WebAddress]) -> None:
        for address in addresses:
            check_scheme(address, self.page_origin)
            self.needed.setdefault(address.origin, address)

    def _all(
        self,
        work: Callable[[WebAddress], object],
        addresses: list[WebAddress],
        *,
        serious: Collection[str] = _SERIOUS,
    ) -> dict[WebAddress, CannotFetch]:
        """At the same time. Raises what is serious, and returns what else failed."""
        failures: dict[WebAddress, CannotFetch] = {}

        def run(address: WebAddress) -> None:
            try:
                work(address)
            except CannotFetch as error:
                failures[address] = error

        with ThreadPoolExecutor(PARALLEL) as threads:
            list(threads.map(run, addresses))
        worst = next((error for error in failures.values() if error.sentence in serious), None)
        if worst is not None:
            raise worst
        return failures

    def _listed(self) -> str:
        for address in self.needed.values():
            if not address.is_nameable:
                raise CannotFetch(NOT_NAMEABLE, host=address.host)
        listed = " ".join(self.needed)
        if len(self.needed) > MOST_ORIGINS or len(listed) > MOST_ORIGINS_LENGTH:
            raise CannotFetch(TOO_MANY)
        return listed


def _is_web_page(fetched: Fetched) -> bool:
    start = fetched.body[:1000].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    return "html" in fetched.content_type or start.startswith((b"<!doctype", b"<html", b"<head", b"<body", b"<!--"))
