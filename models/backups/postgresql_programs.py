"""Running pg_dump and pg_restore on the database of the settings."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import IO, Any

from psycopg.conninfo import make_conninfo
from psycopg.pq import Conninfo
from sqlalchemy import Engine

from models.plumbing.logs import masked

MISSING = "%(program)s is not installed. It comes with PostgreSQL: on Debian, in the package postgresql-client."


class ProgramFailed(Exception):
    """Its text is for the operator."""


def check_installed(program: str) -> None:
    """Raises ProgramFailed."""
    if shutil.which(program) is None:
        raise ProgramFailed(MISSING % {"program": program})


def run(program: str, bind: Engine, options: Sequence[str], *, output: IO[bytes] | None = None) -> None:
    """Raises ProgramFailed. `output` is a real file, which gets what the program prints."""
    with _started(program, bind, options, stdin=subprocess.DEVNULL, stdout=output):
        pass


def feed(program: str, bind: Engine, options: Sequence[str], pieces: Iterable[bytes]) -> None:
    """Run it with these pieces as its input. If this process is killed, the program finds its input cut off.

    Raises ProgramFailed, and what `pieces` raise.
    """
    with _started(program, bind, options, stdin=subprocess.PIPE) as process:
        assert process.stdin is not None  # noqa: S101 (it is a pipe)
        # If it ends early, its own message says why.
        with suppress(BrokenPipeError), process.stdin as stdin:
            for piece in pieces:
                stdin.write(piece)


@contextmanager
def _started(program: str, bind: Engine, options: Sequence[str], **streams: Any) -> Iterator["subprocess.Popen[bytes]"]:
    """The program ends in the block, or after it. If the block raises, it is killed."""
    check_installed(program)
    address, password = _connection(bind)
    # Other users of this machine can see the arguments of a program, but not its environment.
    environment = os.environ | {"LC_ALL": "C"} | ({"PGPASSWORD": password} if password else {})
    command = [program, f"--dbname={address}", "--no-password", *options]
    with tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(command, env=environment, stderr=errors, **streams)
        try:
            yield process
            process.wait()
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.returncode:
            errors.seek(0)
            raise ProgramFailed(_first_error(program, errors.read()))


def _connection(bind: Engine) -> tuple[str, str]:
    """How the program reaches the database, without the password, and the password."""
    _arguments, named = bind.dialect.create_connect_args(bind.url)
    # The driver takes options besides those of PostgreSQL's own library.
    known = {option.keyword.decode() for option in Conninfo.get_defaults()} - {"password"}
    kept = {name: value for name, value in named.items() if name in known}
    return make_conninfo(**{"connect_timeout": 10} | kept), str(named.get("password") or "")


def _first_error(program: str, output: bytes) -> str:
    """Its first line that names an error. The lines below it may quote rows."""
    lines = output.decode("utf-8", "replace").splitlines()
    error = next((line for line in lines if "error:" in line), f"{program} failed.")
    return masked(error)[:300]
