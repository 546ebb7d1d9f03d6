"""The address of the database: one host or several, in the forms of libpq and of SQLAlchemy."""

import pytest

from models.errors import Misconfigured
from models.plumbing.database import make_engine
from models.plumbing.database_address import read_address, shown_address


def connecting(address: str) -> dict[str, str]:
    """What libpq is given."""
    engine = make_engine(address)
    named = engine.dialect.create_connect_args(engine.url)[1]
    return {name: str(value) for name, value in named.items() if name != "context"}


BOTH = {"host": "a,b", "dbname": "g", "user": "u", "password": "p@:w", "target_session_attrs": "read-write"}


@pytest.mark.parametrize("scheme", ["postgresql", "postgres", "postgresql+psycopg", "postgresql+psycopg2"])
@pytest.mark.parametrize(
    ("rest", "ports"),
    [
        ("u:p%40%3Aw@a:1,b:2/g", "1,2"),
        ("u:p%40%3Aw@a,b:2/g", ",2"),
        ("u:p%40%3Aw@a,b/g", ","),
        ("u:p%40%3Aw@/g?host=a:1&host=b:2", "1,2"),
        ("/g?user=u&password=p%40%3Aw&host=a,b&port=1,2", "1,2"),
    ],
)
def test_several_hosts_are_given_to_libpq_with_the_wish_to_write(scheme: str, rest: str, ports: str) -> None:
    assert connecting(f"{scheme}://{rest}") == {**BOTH, "port": ports}


def test_ipv6_addresses_and_sockets_may_be_among_several_hosts() -> None:
    assert connecting("postgresql://u@[::1]:5,[::2]/g")["host"] == "::1,::2"
    assert connecting("postgresql://u@[::1]:5,[::2]/g")["port"] == "5,"
    assert connecting("postgresql://u@%2Frun%2Fpg,b/g")["host"] == "/run/pg,b"


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("u:p@%2Frun%2Fpg:5433/g", "/run/pg", "5433"),
        ("u@%2Frun%2Fpg/g?sslmode=disable", "/run/pg", None),
        ("u@/g?host=/run/pg&port=5433", "/run/pg", "5433"),
        ("u@h:/g", "h", None),
        ("u@h:5433/g", "h", "5433"),
        ("u:p@:5433/g", None, "5433"),
        ("u@/g", None, None),
        ("h", "h", None),
        ("u:a/b@h?application_name=x", "h", None),
        ("u@d%C3%BCren.example/g", "düren.example", None),
        ("u@[::1]:5433/g", "::1", "5433"),
        ("u@[fe80::1%25eth0]/g", "fe80::1%eth0", None),
    ],
)
def test_one_host_is_read_as_libpq_reads_it(address: str, host: str | None, port: str | None) -> None:
    named = connecting(f"postgresql://{address}")
    # libpq takes an empty one for none.
    assert (named.get("host") or None, named.get("port") or None) == (host, port)


def test_an_ordinary_address_is_shown_as_it_was_given() -> None:
    shown = shown_address(read_address("postgres://u:p@h:5433/g"))
    assert shown.startswith("postgresql+psycopg://u:***@h:5433/g")


@pytest.mark.parametrize(
    "address",
    [
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite:///guestlink.sqlite3",
        "sqlite:///file:/srv/x?uri=true",
        "sqlite:////srv/x?mode=ro",
        "sqlite+aiosqlite:////srv/x",
        "sqlite+pysqlcipher://:hush@/srv/x",
        "sqlite://hush/srv/x",
    ],
)
def test_sqlite_is_named_by_the_whole_path_of_its_file(address: str) -> None:
    with pytest.raises(Misconfigured, match="GUESTLINK_DATABASE_URL must be the whole path of a SQLite file") as caught:
        read_address(address)
    assert "hush" not in str(caught.value)


def test_a_comma_in_a_password_is_no_second_host() -> None:
    assert connecting("postgresql://u:a,b@h/g")["password"] == "a,b"
    assert connecting("postgresql://u:a,b@h,i/g")["host"] == "h,i"


def test_other_options_of_libpq_are_kept() -> None:
    named = connecting("postgresql://u@a,b/g?sslmode=verify-full&target_session_attrs=primary")
    assert (named["sslmode"], named["target_session_attrs"]) == ("verify-full", "primary")


@pytest.mark.parametrize(
    "address",
    [
        "",
        "mysql://h/g",
        "postgresql://h:secret99/g",
        "postgresql://a:secret,b/g",
        "postgresql://[::1,b/g",
        "postgresql:///g?host=a:secret&host=b",
        "postgresql://h/g?secret=1&sslmode=require",
    ],
)
def test_an_address_that_cannot_be_read_is_refused_in_one_line(address: str) -> None:
    with pytest.raises(Misconfigured, match=r"^GUESTLINK_DATABASE_URL") as caught:
        make_engine(address)
    assert "99" not in str(caught.value)


def test_no_password_is_shown() -> None:
    address = "postgresql://u@h/g?password=secret&sslpassword=secret"
    assert "secret" not in shown_address(read_address(address))
    assert "u@h" in shown_address(read_address(address)).replace(":***", "")
