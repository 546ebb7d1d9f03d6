"""Slowing down guesses and floods from one address, without slowing down a real crowd (contract 3.31)."""

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import NoReturn

from flask import request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from limits import RateLimitItem, RateLimitItemPerMinute
from werkzeug.exceptions import TooManyRequests
from werkzeug.wrappers import Response

from models.config.settings import settings
from models.plumbing import keys
from web.observing import security_events
from web.requests.client_address import client_network
from web.requests.counting import Counts, shared_counts
from web.requests.own_counts import OwnCounts

# Of one link. Hundreds of people behind one address can enter, but a script cannot quickly use up all clicks.
ENTRIES = RateLimitItemPerMinute(300)
UNKNOWN_TOKENS = RateLimitItemPerMinute(60)
# Wrong passwords for one account, from any address, by browsers that have not signed in to it before.
SIGN_INS_OF_ONE_ACCOUNT = RateLimitItemPerMinute(10)
# Wrong passwords for one account by one browser that has signed in to it before.
SIGN_INS_OF_ONE_BROWSER = RateLimitItemPerMinute(10)
# Wrong passwords from one address.
SIGN_INS = RateLimitItemPerMinute(100)
# Of the media page, by one guest session at any address.
LOADS = RateLimitItemPerMinute(60)
# For what a page sends during a visit: reports, *Leave* and *Join*, by one guest session. A page sends a report at most
# every 5 seconds.
KEPT_OF_A_VISIT = RateLimitItemPerMinute(60)
# Of addresses elsewhere that the server reads for one person.
READINGS_ELSEWHERE = RateLimitItemPerMinute(10)

_making = Lock()


def _counts() -> Counts:
    # One thread makes them: while two import the client of Redis at once, `limits` does not find it.
    with _making:
        return _counts_of(settings().rate_limit_url)


@lru_cache(maxsize=1)
def _counts_of(address: str) -> Counts:
    return shared_counts(address) if address else OwnCounts()


def prepare() -> None:
    """Loads what counting needs. Importing the client of Redis takes 50 ms, and every entry would wait (facts 187)."""
    if settings().rate_limit == "on":
        _counts()


def count(limit: RateLimitItem, cause: str, *about: str) -> None:
    """Counts a try of the client's address, and of what it is about, such as one account. Raises TooManyRequests beyond
    the limit. `cause` names the refusal in the log."""
    if settings().rate_limit == "on" and not _counts().hit(limit, _key(cause, *about)):
        _refuse(cause)


def count_for(limit: RateLimitItem, cause: str, who: str) -> None:
    """Like `count`, for `who` at any address."""
    if settings().rate_limit == "on" and not _counts().hit(limit, keys.derive_text("throttling", cause, who)):
        _refuse(cause)


def forget(limit: RateLimitItem, cause: str, who: str) -> None:
    """What `count_for` has counted."""
    if settings().rate_limit == "on":
        _counts().clear(limit, keys.derive_text("throttling", cause, who))


def check(limit: RateLimitItem, cause: str, *about: str) -> None:
    """Like `count`, but counts nothing."""
    if settings().rate_limit == "on" and not _counts().test(limit, _key(cause, *about)):
        _refuse(cause)


def _refuse(cause: str) -> NoReturn:
    security_events.refused("throttled", cause=cause)
    raise TooManyRequests(retry_after=60)


def try_later(form: FlaskForm, page: Callable[[], Response], refusal: TooManyRequests) -> Response:
    """The page of the form again, with everything that was typed, and with the request to wait."""
    form.form_errors.append(_("Too many tries. Wait a minute, then try again."))
    response = page()
    response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _key(*about: str) -> str:
    # Hashed, because it names an address and an account, and may be stored in Redis.
    return keys.derive_text("throttling", client_network(request.remote_addr), *about)
