"""Checks for addresses of servers in the settings."""

import re
from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

import idna

DEFAULT_PORTS = {"http": 80, "https": 443}
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
    IPv6 address shortened, without the usual port. Raises ValueError with a sentence for the operator."""
    if not is_origin(url):
        raise ValueError("must be an address without a path, like https://media.example.org")
    parts = urlsplit(url)
    host = host_as_browsers_write_it(parts.hostname or "")
    port = "" if parts.port in {None, DEFAULT_PORTS[parts.scheme]} else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def host_as_browsers_write_it(name: str) -> str:
    """Raises ValueError with a sentence for the operator."""
    name = name.lower()
    try:
        if ":" in name:
            # A zone like `%eth0` names a network card of one machine.
            return f"[{IPv6Address(name.replace('%', ' ')).compressed}]"
        host = (name if name.isascii() else idna.encode(name, uts46=True).decode()).removesuffix(".")
        if len(host) <= 253 and re.fullmatch(rf"({_LABEL}\.)*{_LABEL}", host):
            return host
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
