"""What a page of this site fetches, and why it is refused."""

import time

import pytest

from models.plumbing.fetching.following import Fetched, fetch
from models.plumbing.fetching.refusals import CannotFetch
from models.plumbing.web_addresses import read

HERE = "http://media.example.org"


def fetched(url: str, *, seconds: float = 5, page_origin: str = HERE, head_only: bool = False) -> Fetched:
    address = read(url)
    assert address is not None
    return fetch(address, page_origin, until=time.monotonic() + seconds, head_only=head_only)


def refusal(url: str, **named: object) -> str:
    with pytest.raises(CannotFetch) as refused:
        fetched(url, **named)  # type: ignore[arg-type]
    return str(refused.value)
