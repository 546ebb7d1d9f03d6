"""Where a request ends, and for which host it is. What two servers could read in two ways is refused (contract 6.52).

httptools refuses most of it while it reads: two lengths, a length beside chunks, folded lines, a space before a colon,
lines without both of their end characters. These are the rest.
"""

import re
from ipaddress import IPv6Address

import httptools

Headers = list[tuple[bytes, bytes]]

HOST = re.compile(rb"(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._~-]+)(:[0-9]*)?")


class UnclearRequest(ValueError):
    """It is answered with 400, and its connection is closed."""


def check(version: str, headers: Headers) -> None:
    """Raises UnclearRequest."""
    hosts = [value for name, value in headers if name == b"host"]
    codings = [value.lower() for name, value in headers if name == b"transfer-encoding"]
    if version not in {"1.0", "1.1"} or len(hosts) > 1 or (version == "1.1" and not hosts):
        raise UnclearRequest
    if not all(map(_is_host, hosts)):
        raise UnclearRequest
    # Any other coding would be read as if it were the body itself.
    if codings and (codings != [b"chunked"] or version == "1.0"):
        raise UnclearRequest


def _is_host(text: bytes) -> bool:
    found = HOST.fullmatch(text)
    if found is None or not found[1].startswith(b"["):
        return found is not None
    try:
        IPv6Address(found[1][1:-1].decode())
    except ValueError:
        return False
    return True


def origin_form(method: bytes, target: bytes, headers: Headers) -> bytes:
    """The path and query of `GET http://host/path`, whose host replaces the header (RFC 9112, 3.2.2). A path stays as
    it is. Raises UnclearRequest."""
    if target.startswith(b"/"):
        return target
    if method == b"OPTIONS" and target == b"*":
        # It asks about the whole server (RFC 9110, 9.3.7). No page stands for that better than the start page.
        return b"/"
    url = httptools.parse_url(target)
    if (url.schema or b"").lower() not in {b"http", b"https"} or not url.host or url.userinfo:
        raise UnclearRequest
    host = b"[%s]" % url.host if b":" in url.host else url.host
    authority = host + (b":%d" % url.port if url.port else b"")
    if not _is_host(authority):
        raise UnclearRequest
    headers[:] = [(b"host", authority), *((name, value) for name, value in headers if name != b"host")]
    return (url.path or b"/") + (b"?" + url.query if url.query else b"")


def without_upgrade(method: bytes, target: bytes, version: str, headers: Headers) -> bytes:
    """The head of a request that asks to go on in another protocol, without that wish (RFC 9110, 7.8). Raises
    UnclearRequest for CONNECT, which is no request of ours."""
    if method == b"CONNECT":
        raise UnclearRequest
    lines = [b"%s %s HTTP/%s" % (method, target, version.encode())]
    for name, value in headers:
        if name == b"connection":
            tokens = [token.strip() for token in value.split(b",")]
            lines.append(b"connection: " + b", ".join(token for token in tokens if token.lower() != b"upgrade"))
        elif name not in {b"upgrade", b"http2-settings"}:
            lines.append(name + b": " + value)
    return b"\r\n".join([*lines, b"", b""])
