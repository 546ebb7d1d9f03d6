"""`guestlink up`: runs everything on one machine.

This process only supervises. It imports what its parts need before it starts them as copies of itself (forking.py),
and uses nothing of it.
"""

import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import click

from models.config import lock_files
from models.config.binding import BIND_FILE, DEFAULT_BIND, bind_address, written
from models.config.data_folder import usable_folder
from models.config.env_file import given
from models.plumbing.file_locks import Locked, lock_in_data_folder
from models.plumbing.ownership import give_to_owner_of_folder, make_folder
from web.cli.tree import forking
from web.cli.tree.drawing_ahead import drawing_film
from web.cli.tree.parent_death import end_with_parent, part_options
from web.cli.tree.supervisor import Supervisor, handle_stop_signals

# What the demo prints, by its names in web/cli/demo/content.py.
GUEST_LINKS = {"Guest link:": "guest_link", "Guest link (live):": "live_link", "Guest link (room):": "room_link"}


@click.command()
@click.option(
    "--demo", is_flag=True, help="On a new site: add an owner with a film, a live session, a room and guests."
)
def up(demo: bool) -> None:
    """Run web, worker and beat on this machine. Nothing else is needed."""
    data = _data_folder()
    make_folder(data)
    try:
        running = lock_in_data_folder(data, lock_files.UP)
    except Locked:
        is_restored = (data / lock_files.RESTORING).exists()
        doing = "A backup is being restored into" if is_restored else "Guestlink is already running on"
        raise click.ClickException(f"{doing} {data}.") from None
    bind = _free_bind(demo)
    bind_file = data / BIND_FILE
    bind_file.write_text(bind)
    give_to_owner_of_folder(bind_file)
    _say(f"Starting Guestlink on the data folder {data} …")
    environment = {**os.environ, "GUESTLINK_BIND": bind, "GUESTLINK_DATA": str(data)}
    options = part_options(environment)
    # Later the supervisor sets its own handler.
    handle_stop_signals(signal.default_int_handler)
    try:
        printed = _prepare(demo, options)
        extra_parts = ("demo-live",) if demo else ()
        _supervise(Supervisor(bind, printed["authorization"], options, extra_parts), printed)
    except KeyboardInterrupt:
        # It can only come while the site is prepared. Later the supervisor handles the signals.
        return
    finally:
        bind_file.unlink(missing_ok=True)
        running.close()


def _data_folder() -> Path:
    """Raises ClickException."""
    try:
        return usable_folder(given("GUESTLINK_DATA") or "var")
    except ValueError as refusal:
        raise click.ClickException(f"GUESTLINK_DATA {refusal}") from None


def _prepare(demo: bool, options: dict[str, Any]) -> dict[str, str | None]:
    """Make key, schema and demo in another process, because this one must not open the database."""
    if forking.IS_USED:
        code, printed = _prepare_in_copy(demo, options)
    else:
        command = [sys.executable, "-m", "web.cli.run", "prepare", *(["--demo"] if demo else [])]
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False, **options)
        code, printed = done.returncode, done.stdout
    if code:
        sys.exit(code)
    document: dict[str, str | None] = json.loads(printed)
    return document


def _prepare_in_copy(demo: bool, options: dict[str, Any]) -> tuple[int, bytes]:
    """The exit code, and what it printed."""
    os.environ.update(options["env"])
    with drawing_film(options) if demo else contextlib.nullcontext() as film:
        forking.import_for_all()
        reader, writer = os.pipe()
        kept = [*options["pass_fds"], *([] if film is None else [film])]
        preparing = forking.fork("prepare", lambda: print_prepared(demo, film), kept, options["env"], writer)
        os.close(writer)
        with os.fdopen(reader, "rb") as pipe:
            printed = pipe.read()
    return preparing.wait(), printed


def _supervise(supervisor: Supervisor, printed: dict[str, str | None]) -> None:
    supervisor.start()
    if not supervisor.stopping.is_set():
        _print_addresses(printed)
    supervisor.run()


def _say(line: str) -> None:
    # A site must not end because nobody can read what it prints.
    with contextlib.suppress(OSError):
        click.echo(line)


def _free_bind(demo: bool) -> str:
    """The address to listen on. The demo moves to a free port if the default one is taken (contract 7.2).

    Raises ClickException when the address is taken or cannot be used.
    """
    named = given("GUESTLINK_BIND")
    try:
        host, port = bind_address(named or DEFAULT_BIND)
    except ValueError as refusal:
        raise click.ClickException(f"GUESTLINK_BIND {refusal}") from None
    bind, error = written(host, port), _bind_error(host, port)
    if error is None:
        return bind
    if demo and named is None:
        with socket.socket() as probe:
            probe.bind((host, 0))
            return written(host, probe.getsockname()[1])
    if error.errno == errno.EADDRINUSE:
        raise click.ClickException(f"The address {bind} is taken. Set GUESTLINK_BIND to another one.")
    raise click.ClickException(f"The address {bind} cannot be used: {error.strerror}. Set GUESTLINK_BIND to another.")


def _bind_error(host: str, port: int) -> OSError | None:
    """None if a server can listen there."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            return error
    return None


def _print_addresses(printed: dict[str, str | None]) -> None:
    _say(f"Guestlink is running at {printed['address']}")
    if printed.get("setup"):
        _say(f"  Set up the first admin: {printed['setup']}")
    if printed.get("email"):
        _say(f"  Sign in as owner:       {printed['address']}/login")
        _say(f"    email:                {printed['email']}")
        _say(f"    password:             {printed['password']}")
        for label, name in GUEST_LINKS.items():
            # An owner may have deleted it.
            if printed.get(name):
                _say(f"  {label:<24}{printed[name]}")
        _say(f"  To see an admin's pages, too: {own_command(sys.argv[0])} user role {printed['email']} admin")
    _say("Stop with Ctrl-C.")


def own_command(called: str) -> str:
    """How to call this program from the same folder. After `uv run`, a bare `guestlink` is not found."""
    program = Path(called)
    if program.name != "guestlink":
        return "guestlink"
    return str(program.relative_to(Path.cwd())) if program.is_relative_to(Path.cwd()) else str(program)


@click.command(hidden=True)
@click.option("--demo", is_flag=True)
def prepare(demo: bool) -> None:
    """Prepare the site, and print as JSON what `up` prints for people."""
    print_prepared(demo)


def print_prepared(demo: bool, film: int | None = None) -> None:
    end_with_parent()
    from web.cli.tree.before_start import prepare_site

    click.echo(json.dumps(prepare_site(demo, film)))
