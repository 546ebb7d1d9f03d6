"""The address of the database, as SQLAlchemy reads it: SQLite, or PostgreSQL with one host or several."""

import re
from urllib.parse import unquote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from models.errors import Misconfigured

DRIVER = "postgresql+psycopg"
# libpq's form for several hosts, which SQLAlchemy does not read: scheme, user and password, hosts, and the rest.
_SEVERAL = re.compile(
    r"(?P<scheme>[\w+]+)://(?P<user>(?:[^:/@]*(?::[^@]*)?@)?)(?P<hosts>[^/?@]*,[^/?@]*)(?P<rest>(?:[/?].*)?)"
)
_HOST = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>\d*))?")


def read_address(address: str) -> URL:
    """Raises Misconfigured, without quoting the address, which may hold a password."""
    try:
        url = _read_several(address) or make_url(address)
    except (ArgumentError, ValueError):
        raise _unreadable() from None
    kind = url.get_backend_name()
    if kind == "sqlite":
        return url
    if kind not in {"postgresql", "postgres"}:
        raise _unreadable()
    return _for_postgresql(url)


def shown_address(url: URL) -> str:
    """The address without its passwords."""
    return url.difference_update_query(["sslpassword"]).render_as_string(hide_password=True)


def _unreadable() -> Misconfigured:
    return Misconfigured(
        "GUESTLINK_DATABASE_URL must be the address of a database, like postgresql://user@host/guestlink"
    )


def _read_several(address: str) -> URL | None:
    """None if the address does not name several hosts in libpq's form."""
    found = _SEVERAL.fullmatch(address)
    if found is None:
        return None
    hosts = [_HOST.fullmatch(host) for host in found["hosts"].split(",")]
    if None in hosts:
        raise ValueError
    names = [unquote(host["host"]).strip("[]") for host in hosts if host]
    ports = [host["port"] or "" for host in hosts if host]
    url = make_url(f"{found['scheme']}://{found['user']}{found['rest']}")
    return url.update_query_dict({"host": ",".join(names), "port": ",".join(ports)})


def _for_postgresql(url: URL) -> URL:
    from psycopg.pq import Conninfo

    # We decide ourselves what is prepared (postgresql.py).
    url = url.difference_update_query(["prepare_threshold"])
    known = {option.keyword.decode() for option in Conninfo.get_defaults()}
    unknown = next((name for name in url.query if name not in known), None)
    if unknown is not None:
        raise Misconfigured(
            "GUESTLINK_DATABASE_URL names the option %(name)s, which PostgreSQL does not know", name=unknown
        )
    password = url.query.get("password")
    if isinstance(password, str):
        # Here nobody prints it.
        url = url.difference_update_query(["password"]).set(password=password)
    if "target_session_attrs" not in url.query:
        # Of several hosts, the one that can be written to. A server that cannot is not used for reading either: what it
        # knows may be old.
        url = url.update_query_dict({"target_session_attrs": "read-write"})
    return url.set(drivername=DRIVER)
