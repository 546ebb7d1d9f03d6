"""Reads addresses of web pages as browsers read them (WHATWG URL, by the library `ada-url`; facts 134).

Any other way to read them would be a second opinion: an address could be judged here as one host and lead a browser, or
our own request, to another.
"""

import re
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address

from ada_url import URL

from models.config.origins import BLOCKED_PORTS, DEFAULT_PORTS

# What the content policy of a page can name. Nothing else may get into that header.
_NAMEABLE_HOST = re.compile(r"[a-z0-9_]([a-z0-9._-]{0,251}[a-z0-9_.])?")
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_HOST_AND_PORT = re.compile(r"[^/?#\\@:]+:[0-9]{1,5}(?=[/?#\\]|$)")


@dataclass(frozen=True)
class WebAddress:
    """An address of http or https. `href` is how a browser writes it, in ASCII. `target` is its path with its query.

    `host` is in ASCII and small letters, an IPv6 address in brackets. Numbers that mean an IPv4 address are written as
    one: `0x7f.1` is `127.0.0.1`.
    """

    href: str
    scheme: str
    host: str
    port: int
    target: str
    fragment: str
    has_user: bool

    @property
    def origin(self) -> str:
        port = "" if self.port == DEFAULT_PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def host_and_port(self) -> str:
        return self.origin.partition("://")[2]

    @property
    def ip(self) -> IPv4Address | IPv6Address | None:
        """The address, if the host is one and not a name."""
        try:
            return ip_address(self.host.strip("[]"))
        except ValueError:
            return None

    @property
    def is_nameable(self) -> bool:
        """Whether a content policy can allow this host."""
        return _NAMEABLE_HOST.fullmatch(self.host) is not None and ".." not in self.host

    @property
    def is_openable(self) -> bool:
        """Whether browsers open it at all."""
        return self.port not in BLOCKED_PORTS and not self.has_user


def read(text: str, base: str | None = None) -> WebAddress | None:
    """None for anything but http and https. `base` is the address at which `text` stands."""
    try:
        url = URL(text, base)
        scheme = url.protocol.removesuffix(":")
        if scheme not in DEFAULT_PORTS:
            return None
        port = int(url.port or DEFAULT_PORTS[scheme])
    except ValueError:
        # A lone surrogate is one too.
        return None
    has_user = bool(url.username or url.password)
    target = f"{url.pathname}{url.search}"
    return WebAddress(url.href, scheme, url.hostname, port, target, url.hash.removeprefix("#"), has_user)


def read_typed(text: str) -> WebAddress | None:
    """As the address bar of a browser reads what is typed: `https://` where no scheme stands."""
    text = text.strip()
    if text.startswith(("//", "\\\\")):
        return read(f"https:{text}")
    # In `meet.example.org:8443/Room`, a host looks like a scheme.
    if _HOST_AND_PORT.match(text) or not _SCHEME.match(text):
        return read(f"https://{text}")
    return read(text)


def is_below(host: str, domains: tuple[str, ...]) -> bool:
    """Whether the host is one of these domains, or below one."""
    return host in domains or host.endswith(tuple(f".{domain}" for domain in domains))
