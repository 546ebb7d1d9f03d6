"""Origins: what an address of a whole server is, and nothing beside it."""

from urllib.parse import urlsplit


def is_origin(url: str) -> bool:
    """`https://media.example.org` or with a port. All links begin with it: a user, a query or a fragment in it would
    stand in every one of them."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return False
    bare = not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and bare and port != 0
