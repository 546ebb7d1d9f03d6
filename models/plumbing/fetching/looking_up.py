"""The IP addresses of a host, judged.

A connection must be made to one of these: a second look-up might have another answer.
"""

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from ipaddress import ip_address

from models.config.settings import settings
from models.plumbing.fetching.public_addresses import IpAddress, is_public, meant_by
from models.plumbing.fetching.refusals import NO_ANSWER, PRIVATE, UNKNOWN, CannotFetch
from models.plumbing.web_addresses import WebAddress

THREADS = 8
MOST_ADDRESSES = 4
# No name server could be asked, or none had an answer. That tells nothing about the name.
_UNANSWERED = {socket.EAI_AGAIN, socket.EAI_FAIL, socket.EAI_SYSTEM, socket.EAI_MEMORY}


def judged_addresses(address: WebAddress, until: float) -> list[IpAddress]:
    """Raises CannotFetch if one of them is not public, unless the settings allow this host."""
    found = [address.ip] if address.ip is not None else _look_up(address.host, until)
    allowed = settings().allowed_private_hosts
    for each in found:
        # Both are asked for, because the operator may have listed either.
        if not is_public(each) and not allowed.allow(address.host, each) and not allowed.allow("", meant_by(each)):
            raise CannotFetch(PRIVATE)
    return found[:MOST_ADDRESSES]


@lru_cache(maxsize=1)
def _threads() -> ThreadPoolExecutor:
    """The system's look-up cannot be told to stop. So it has threads of its own, and nobody waits longer for them than
    they want."""
    return ThreadPoolExecutor(THREADS, thread_name_prefix="looking-up")


def _look_up(host: str, until: float) -> list[IpAddress]:
    waiting = _threads().submit(resolve, host)
    try:
        return waiting.result(max(0.0, until - time.monotonic()))
    except TimeoutError:
        waiting.cancel()
        raise CannotFetch(NO_ANSWER) from None
    except OSError as error:
        raise CannotFetch(NO_ANSWER if error.errno in _UNANSWERED else UNKNOWN) from None
    except ValueError:
        raise CannotFetch(UNKNOWN) from None


def resolve(host: str) -> list[IpAddress]:
    """All addresses that the system knows for this name, in the order in which it would try them. Raises OSError."""
    # As bytes, because Python would read international names in a way of its own.
    found = socket.getaddrinfo(host.encode("ascii"), None, type=socket.SOCK_STREAM)
    texts = dict.fromkeys(str(entry[4][0]).partition("%")[0] for entry in found)
    return [ip_address(text) for text in texts]
