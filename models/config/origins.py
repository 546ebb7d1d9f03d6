"""Addresses of servers in the settings: of a whole one and nothing beside it, or of one and what it knows."""

from urllib.parse import urlsplit


def is_origin(url: str) -> bool:
    """`https://media.example.org` or with a port. All links begin with it: a user, a query or a fragment in it would
    stand in every one of them."""
    parts = urlsplit(url) if is_server(url, "http", "https") else None
    return parts is not None and not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)


def is_server(url: str, *schemes: str) -> bool:
    """Whether it names one that can be asked, by one of these schemes; what stands behind it is the server's."""
    try:
        parts = urlsplit(url)
        return parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False
