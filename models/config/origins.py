"""Checks for addresses of servers in the settings."""

from urllib.parse import urlsplit


def is_origin(url: str) -> bool:
    """Whether the address is scheme, host and port only, like `https://media.example.org`. Links begin with the origin
    of the site: a user, query or fragment in it would be in every link."""
    parts = urlsplit(url) if is_server_address(url, "http", "https") else None
    return parts is not None and not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)


def is_server_address(url: str, *schemes: str) -> bool:
    """Whether the address has one of these schemes, a host and a valid port. What follows them is not checked."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
