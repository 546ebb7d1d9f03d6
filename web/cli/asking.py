"""Asks the parts of our own site (contract 7.41)."""

import json
import urllib.request
from http.client import HTTPException
from typing import Any

# The proxies of the environment are for the world outside. One of them may not reach us, and it would read the
# operator's token.
_DIRECTLY = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def ask(address: str, headers: dict[str, str], timeout: float) -> Any:
    """The JSON document at this address. Raises OSError, of which HTTPError is one, and ValueError."""
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 (our own address)
    try:
        with _DIRECTLY.open(request, timeout=timeout) as answer:
            return json.load(answer)
    except HTTPException as error:
        raise OSError("the answer is no HTTP") from error
