"""The addresses of the message broker and of Redis, checked as far as their client libraries would fail on them."""

import re
from urllib.parse import SplitResult, parse_qsl, urlsplit

from models.config.origins import is_server_address

REDIS_EXAMPLE = "redis://redis:6379/0"
WITH_TLS = ("amqps", "rediss")
# Any other option becomes an argument of the client library, and it fails when it connects, or counts elsewhere.
OPTIONS = ("ssl_cert_reqs", "ssl_ca_certs", "ssl_certfile", "ssl_keyfile")
CERT_REQS = ("none", "optional", "required")


def usable_server_address(url: str, example: str, *schemes: str) -> str:
    """The address, with its scheme in small letters. Raises ValueError with a sentence for the operator, which does not
    quote it: it may hold a password."""
    if not is_server_address(url, *schemes):
        raise ValueError(f"must be an address like {example}")
    parts = urlsplit(url)
    if parts.scheme.startswith("redis") and not re.fullmatch(r"/?[0-9]{0,9}", parts.path):
        raise ValueError(f"must have the number of a database behind its host, or nothing, like {REDIS_EXAMPLE}")
    if parts.query or parts.fragment:
        _check_options(parts)
    return f"{parts.scheme}{url[len(parts.scheme) :]}"


def _check_options(parts: SplitResult) -> None:
    options = dict(parse_qsl(parts.query, keep_blank_values=True))
    if parts.fragment or not options.keys() <= set(OPTIONS):
        raise ValueError(f"must have no options but {', '.join(OPTIONS)}, like rediss://host:6379/0?ssl_cert_reqs=none")
    if parts.scheme not in WITH_TLS:
        raise ValueError("must be an address with TLS if it has such options, like rediss://… or amqps://…")
    if options.get("ssl_cert_reqs", "none") not in CERT_REQS:
        raise ValueError(f"must have one of {', '.join(CERT_REQS)} as ssl_cert_reqs, like ssl_cert_reqs=none")
