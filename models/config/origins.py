"""Checks for addresses of servers in the settings."""

import re
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

import idna
from ada_url import URL

DEFAULT_PORTS = {"http": 80, "https": 443}
# No browser opens these: they belong to mail, printers and the like (https://fetch.spec.whatwg.org/#port-blocking).
_BLOCKED = """
    0 1 7 9 11 13 15 17 19 20 21 22 23 25 37 42 43 53 69 77 79 87 95 101 102 103 104 109 110 111 113 115 117 119 123 135
    137 139 143 161 179 389 427 465 512 513 514 515 526 530 531 532 540 548 554 556 563 587 601 636 989 990 993 995 1719
    1720 1723 2049 3659 4045 4190 5060 5061 6000 6566 6665 6666 6667 6668 6669 6679 6697 10080
"""
BLOCKED_PORTS = frozenset(map(int, _BLOCKED.split()))
_LABEL = "[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?"


def is_origin(url: str) -> bool:
    """Whether the address is scheme, host and port only, like `https://media.example.org`. Links begin with the origin
    of the site: a user, query or fragment in it would be in every link."""
    parts = urlsplit(url) if is_server_address(url, "http", "https") else None
    return parts is not None and not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)


def is_of_this_machine(url: str) -> bool:
    """Whether only browsers on this machine can open the address."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def as_browsers_write_it(url: str) -> str:
    """An origin in the one form in which browsers send it: in small letters, an international host name as `xn--…`, an
    IP address in its usual form, without the usual port. Raises ValueError with a sentence for the operator."""
    url = url.strip()
    if not is_origin(url):
        raise ValueError("must be an address without a path, like https://media.example.org")
    parts = urlsplit(url)
    host = host_as_browsers_write_it(parts.hostname or "")
    port = "" if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def as_browsers_open_it(url: str) -> str:
    """The same of an address that people open. Raises ValueError also for a port that browsers refuse."""
    origin = as_browsers_write_it(url)
    port = urlsplit(origin).port
    if port in BLOCKED_PORTS:
        raise ValueError(f"must have a port that browsers open, like 8000. They do not open {port}")
    return origin


def host_as_browsers_write_it(name: str) -> str:
    """Raises ValueError with a sentence for the operator."""
    name = name.lower()
    try:
        if ":" in name:
            # A zone like `%eth0` names a network card of one machine.
            return URL(f"http://[{IPv6Address(name.replace('%', ' '))}]").hostname
        host = (name if name.isascii() else idna.encode(name, uts46=True).decode()).removesuffix(".")
        if len(host) <= 253 and re.fullmatch(rf"({_LABEL}\.)*{_LABEL}", host):
            # `127.1` is an address, 127.0.0.1, and `256.1.1.1` is none.
            return URL(f"http://{host}").hostname
    except ValueError:
        # An error of `idna` is one too. The sentence below says enough.
        pass
    raise ValueError(
        f"must have a host name that browsers can use, like https://media.example.org. They cannot use {name}"
    )


def is_server_address(url: str, *schemes: str) -> bool:
    """Whether the address has one of these schemes, a host and a valid port. What follows them is not checked."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
