"""`guestlink up`: everything on one machine. This process only supervises, and imports no more than that needs."""

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

from models.config.binding import BIND_FILE, DEFAULT_BIND
from web.cli.tree.lock import AlreadyRunning, hold
from web.cli.tree.parent_death import Lifeline, follow_parent
from web.cli.tree.supervisor import Supervisor


@click.command()
@click.option("--demo", is_flag=True, help="With a demo owner, a video, a live session and guest links, ready to open.")
def up(demo: bool) -> None:
    """Run web, worker and beat on this machine; nothing else is needed."""
    data = Path(os.environ.get("GUESTLINK_DATA") or _from_env_file("GUESTLINK_DATA") or "var").absolute()
    data.mkdir(parents=True, exist_ok=True)
    try:
        lock = hold(data / "up.lock")
    except AlreadyRunning:
        raise click.ClickException(f"Guestlink is already running on {data}.") from None
    bind = _free_bind(demo)
    bind_file = data / BIND_FILE
    bind_file.write_text(bind)
    environment = {**os.environ, "GUESTLINK_BIND": bind, "GUESTLINK_DATA": str(data)}
    lifeline = Lifeline()
    # Until the supervisor takes over. A shell has its background jobs ignore Ctrl-C, so both are set.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        prepared = _prepare(demo, lifeline.options(environment))
        more = ("demo-live",) if demo else ()
        _supervise(Supervisor(bind, environment, lifeline, more), prepared)
    except KeyboardInterrupt:
        # Only while preparing: the supervisor takes the signals for itself.
        return
    finally:
        bind_file.unlink(missing_ok=True)
        lock.close()


def _prepare(demo: bool, options: dict[str, Any]) -> dict[str, str | None]:
    """Keys, schema and demo, in a process of their own: it needs the database, the supervisor does not."""
    command = [sys.executable, "-m", "web.cli.run", "prepare", *(["--demo"] if demo else [])]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=False, **options)
    if done.returncode:
        sys.exit(done.returncode)
    document: dict[str, str | None] = json.loads(done.stdout)
    return document


def _supervise(supervisor: Supervisor, prepared: dict[str, str | None]) -> None:
    supervisor.start()
    if not supervisor.stopping.is_set():
        _announce(prepared)
    supervisor.run()


def _free_bind(demo: bool) -> str:
    """Raises ClickException when the port is taken; the demo moves to a free one unless the operator named it."""
    named = os.environ.get("GUESTLINK_BIND") or _from_env_file("GUESTLINK_BIND")
    bind = named or DEFAULT_BIND
    host, _, port = bind.rpartition(":")
    if not (host and port.isascii() and port.isdigit() and 0 < int(port) <= 65535):
        raise click.ClickException("GUESTLINK_BIND must be HOST:PORT, like 127.0.0.1:8000")
    refused = _refused(host, int(port))
    if refused is None:
        return bind
    if demo and named is None:
        with socket.socket() as probe:
            probe.bind((host, 0))
            return f"{host}:{probe.getsockname()[1]}"
    if refused.errno == errno.EADDRINUSE:
        raise click.ClickException(f"The address {bind} is taken. Set GUESTLINK_BIND to another one.")
    raise click.ClickException(f"The address {bind} cannot be used: {refused.strerror}. Set GUESTLINK_BIND to another.")


def _refused(host: str, port: int) -> OSError | None:
    """Why the system would not let us listen there; None when it would."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host.strip("[]"), port))
        except OSError as error:
            return error
    return None


def _from_env_file(name: str) -> str | None:
    from dotenv import dotenv_values

    try:
        return dotenv_values(".env").get(name) if Path(".env").is_file() else None
    except UnicodeDecodeError:
        raise click.ClickException("The file .env is no text in UTF-8") from None


def _announce(prepared: dict[str, str | None]) -> None:
    click.echo(f"Guestlink is running at {prepared['address']}")
    if prepared.get("setup"):
        click.echo(f"  Set up the first admin: {prepared['setup']}")
    if prepared.get("email"):
        click.echo(f"  Sign in as owner:       {prepared['address']}/login")
        click.echo(f"    email:                {prepared['email']}")
        click.echo(f"    password:             {prepared['password']}")
        click.echo(f"  Guest link:             {prepared['guest_link']}")
        click.echo(f"  Guest link (live):      {prepared['live_link']}")
        click.echo(f"  Guest link (room):      {prepared['room_link']}")
    click.echo("Stop with Ctrl-C.")


@click.command(hidden=True)
@click.option("--demo", is_flag=True)
def prepare(demo: bool) -> None:
    """Make keys, migrate, and with --demo fill the site; prints what `up` announces."""
    follow_parent()
    from web.cli.tree.before_start import prepared

    click.echo(json.dumps(prepared(demo)))
