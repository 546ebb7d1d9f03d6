"""Requests to the provider: short, small, and none while it does not answer."""

import contextlib
import time
from collections.abc import Callable
from typing import Any, TypeVar

from authlib.integrations.base_client import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from joserfc.errors import JoseError
from requests import ConnectionError as NoConnection
from requests import HTTPError, RequestException, Response, Timeout
from requests.exceptions import SSLError

from models.plumbing.circuit_breaker import CircuitBreaker, Paused

# How long a person waits for one answer of the provider. What drips in more slowly is no answer.
TIMEOUT_SECONDS = 5.0
# Of one answer. The largest real ones are key sets with certificates.
MOST_BYTES = 1024 * 1024
MOST_REDIRECTS = 3
THREADS = 8

Answer = TypeVar("Answer")


class ProviderFailed(Exception):
    """The provider does not answer as it should. `str()` is the reason in words, for the operator, and holds nothing
    about a person. `code` is its error code, such as `invalid_client`."""

    def __init__(self, reason: str, code: str = "") -> None:
        super().__init__(reason)
        self.code = code


class Line:
    """The line to one provider. Threads may share it."""

    def __init__(self) -> None:
        is_silence = (NoConnection, Timeout)
        self._breaker = CircuitBreaker(
            "provider", threads=THREADS, is_silence=lambda error: isinstance(error, is_silence)
        )

    def ask(self, function: Callable[..., Answer], *arguments: object) -> Answer:
        """Raises ProviderFailed."""
        try:
            return self._breaker.call(function, *arguments, timeout=TIMEOUT_SECONDS)
        except OAuthError as error:
            # The description may name a person.
            code = str(error.error or "")[:60]
            raise ProviderFailed(f"it answers with the error {code!r}", code) from None
        except (Paused, TimeoutError, RequestException, JoseError) as error:
            raise ProviderFailed(_reason(error)) from None
        except (KeyError, ValueError, TypeError, AttributeError, RuntimeError):
            raise ProviderFailed("it sends something else than an OpenID provider should") from None


def _reason(error: Exception) -> str:
    if isinstance(error, HTTPError) and error.response is not None:
        return f"it answers {error.response.status_code}"
    if isinstance(error, SSLError):
        return "its certificate is not trusted"
    if isinstance(error, Paused | TimeoutError | NoConnection | Timeout):
        return "it does not answer"
    return f"it does not answer as it should ({type(error).__name__})"


def session(**named: Any) -> OAuth2Session:
    """An HTTP session whose answers are bounded."""
    session = OAuth2Session(default_timeout=TIMEOUT_SECONDS, **named)
    session.max_redirects = MOST_REDIRECTS
    session.hooks["response"].append(_bound)
    return session


def _bound(response: Response, **_: object) -> None:
    """Reads the body before anybody else does. Raises ValueError if it is too large, and Timeout if it is too slow."""
    begun, body = time.monotonic(), bytearray()
    for piece in response.iter_content(16 * 1024):
        body += piece
        if len(body) > MOST_BYTES:
            raise ValueError("too large")
        if time.monotonic() - begun > TIMEOUT_SECONDS:
            raise Timeout
    response._content = bytes(body)
    with contextlib.suppress(UnicodeDecodeError):
        body.decode()
        # JSON is UTF-8 (RFC 8259), also where its type is another, or a byte order mark stands before it.
        response.encoding = "utf-8-sig"


def document(address: str, **named: Any) -> dict[str, Any]:
    """The JSON object at this address."""
    with session() as opened:
        answer = opened.get(address, withhold_token=True, headers={"Accept": "application/json"}, **named)
    answer.raise_for_status()
    found = answer.json()
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found
