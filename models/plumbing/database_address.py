"""The address of the database, as SQLAlchemy reads it: SQLite, or PostgreSQL with one host or several."""

import re
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import URL, make_url
from sqlalchemy.exc import ArgumentError

from models.errors import Misconfigured

DRIVER = "postgresql+psycopg"
# libpq's form: scheme, user and password, hosts, and the rest. SQLAlchemy reads neither several hosts nor what is
# percent-encoded in one, such as the folder of a socket.
_OF_LIBPQ = re.compile(
    r"(?P<scheme>postgres[\w+]*)://(?P<user>(?:[^:/@]*(?::[^@]*)?@)?)(?P<hosts>[^/?@]*)(?P<rest>(?:[/?].*)?)"
)
_HOST = re.compile(r"(?P<host>\[[^\[\]]*\]|[^:\[\]]*)(?::(?P<port>\d*))?")


def read_address(address: str) -> URL:
    """Raises Misconfigured, without quoting the address, which may hold a password."""
    try:
        url = _read_hosts(address) or make_url(address)
    except (ArgumentError, ValueError):
        raise _unreadable() from None
    kind = url.get_backend_name()
    if kind == "sqlite":
        return _for_sqlite(url)
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


def _read_hosts(address: str) -> URL | None:
    """None if the address does not have libpq's form."""
    found = _OF_LIBPQ.fullmatch(address)
    if found is None:
        return None
    hosts = [_HOST.fullmatch(host) for host in found["hosts"].split(",")]
    if None in hosts:
        raise ValueError
    names = [unquote(host["host"]).strip("[]") for host in hosts if host]
    ports = [host["port"] or "" for host in hosts if host]
    url = make_url(f"{found['scheme']}://{found['user']}{found['rest']}")
    if len(names) > 1 or names[0].startswith("/"):
        return url.update_query_dict({"host": ",".join(names), "port": ",".join(ports)})
    return url.set(host=names[0] or None, port=int(ports[0]) if ports[0] else None)


def _for_sqlite(url: URL) -> URL:
    """Another driver, an option, or a path that depends on the current folder would be another database, or none."""
    is_plain = url.drivername == "sqlite" and not (url.query or url.host or url.username)
    if not (is_plain and Path(url.database or "").is_absolute()):
        raise Misconfigured(
            "GUESTLINK_DATABASE_URL must be the whole path of a SQLite file and nothing else, like "
            "sqlite:////srv/guestlink/guestlink.sqlite3"
        )
    return url


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
