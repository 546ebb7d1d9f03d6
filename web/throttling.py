"""Throttling guesses: only unknown tokens and failed sign-ins count against an address (SPEC 3).

Forty people behind one address can all enter within a minute, whatever a guesser beside them does.
"""

from functools import lru_cache

from flask import request
from limits import RateLimitItem, RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from werkzeug.exceptions import TooManyRequests

from models.plumbing.settings import settings

UNKNOWN_TOKENS = RateLimitItemPerMinute(60)
SIGN_INS_OF_ONE_ACCOUNT = RateLimitItemPerMinute(10)
SIGN_INS = RateLimitItemPerMinute(100)


@lru_cache(maxsize=1)
def _limiter() -> MovingWindowRateLimiter:
    return MovingWindowRateLimiter(MemoryStorage())


def count(limit: RateLimitItem, *about: str) -> None:
    """Count one failure against the caller's address. Raises TooManyRequests beyond the limit."""
    if settings().rate_limit == "on" and not _limiter().hit(limit, request.remote_addr or "", *about):
        raise TooManyRequests(retry_after=60)


def check(limit: RateLimitItem, *about: str) -> None:
    """Raises TooManyRequests when the limit is used up; counts nothing."""
    if settings().rate_limit == "on" and not _limiter().test(limit, request.remote_addr or "", *about):
        raise TooManyRequests(retry_after=60)
