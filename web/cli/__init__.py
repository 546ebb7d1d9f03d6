"""The command line (contract 7.16). Commands import what they need when they run: the supervisor stays small."""

import sys

import click

from web.cli import access, doctor, keys, link, live, media, room, sweep, user
from web.cli.output import complain
from web.cli.tree import parts, up


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guestlink")
def guestlink() -> None:
    """Guest links to a single media item."""


for command in (
    up.up,
    up.prepare,
    parts.web,
    parts.worker,
    parts.beat,
    parts.demo_live,
    parts.migrate,
    user.user,
    media.media,
    access.access,
    link.link,
    keys.keys,
    sweep.sweep,
    doctor.doctor,
):
    guestlink.add_command(command)

for command in (live.add_live, live.end_live, room.add_room):
    media.media.add_command(command)


def main() -> None:
    """The entry point: whatever goes wrong is one clear line, never a traceback."""
    try:
        guestlink.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 (the last door)
        complain(error)
        sys.exit(1)
