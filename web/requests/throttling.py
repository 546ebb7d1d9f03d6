"""Throttling an address: its unknown tokens, failed sign-ins, and floods of entries (contract 3.31).

Forty people behind one address can all enter within a minute, whatever a guesser beside them does.
"""

from collections.abc import Callable
from functools import lru_cache

from flask import Response, request
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from limits import RateLimitItem, RateLimitItemPerMinute
from werkzeug.exceptions import TooManyRequests

from models.config.settings import settings
from models.plumbing import keys
from web.observing import auditing
from web.requests.counting import Counts, own_counts, shared_counts

# Of one link: a school of hundreds behind one address gets in, a script cannot use up a link's clicks unhindered.
ENTRIES = RateLimitItemPerMinute(300)
UNKNOWN_TOKENS = RateLimitItemPerMinute(60)
SIGN_INS_OF_ONE_ACCOUNT = RateLimitItemPerMinute(10)
SIGN_INS = RateLimitItemPerMinute(100)


@lru_cache(maxsize=1)
def _counts() -> Counts:
    address = settings().rate_limit_url
    return shared_counts(address) if address else own_counts()


def count(limit: RateLimitItem, *about: str) -> None:
    """Count one more against the caller's address. Raises TooManyRequests beyond the limit."""
    if settings().rate_limit == "on" and not _counts().hit(limit, _key(about)):
        raise _too_many(about[0])


def check(limit: RateLimitItem, *about: str) -> None:
    """Raises TooManyRequests when the limit is used up; counts nothing."""
    if settings().rate_limit == "on" and not _counts().test(limit, _key(about)):
        raise _too_many(about[0])


def _too_many(of: str) -> TooManyRequests:
    auditing.stopped("throttled", cause=of)
    return TooManyRequests(retry_after=60)


def later(form: FlaskForm, page: Callable[[], Response], refusal: TooManyRequests) -> Response:
    """The form's own page once more: whoever was wrong too often keeps what was typed, and is told to wait."""
    form.form_errors.append(_("Too many tries. Wait a minute, then try again."))
    response = page()
    response.headers["Retry-After"] = str(refusal.retry_after)
    return response


def _key(about: tuple[str, ...]) -> str:
    # What is counted may leave this process, and names an address and an account.
    return keys.derive_text("throttling", request.remote_addr or "", *about)
