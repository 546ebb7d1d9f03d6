"""The command line (contract 7.15, 7.16).

A command imports what it needs only when it runs. So the supervisor, which is also a command, stays small in memory.
"""

import os
import sys

import click

from web.cli import (
    access,
    backup,
    doctor,
    guest,
    keys,
    link,
    link_edits,
    link_guests,
    link_qr,
    live,
    media,
    migrate,
    one_time_addresses,
    room,
    settings,
    standard_files,
    sweep,
    two_accounts,
    user,
    user_details,
)
from web.cli.output import print_error
from web.cli.tree import parts, up


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="guestlink")
def guestlink() -> None:
    """Share one media item with guests who have no account."""


for command in (
    up.up,
    up.prepare,
    parts.web,
    parts.worker,
    parts.beat,
    parts.demo_live,
    migrate.migrate,
    user.user,
    media.media,
    access.access,
    link.link,
    guest.guest,
    keys.keys,
    sweep.sweep,
    backup.backup,
    backup.restore,
    doctor.doctor,
    settings.settings,
):
    guestlink.add_command(command)

for command in (live.add_live, live.end_live, room.add_room):
    media.media.add_command(command)
for command in (link_edits.edit, link_edits.end, link_guests.guests, link_qr.qr):
    link.link.add_command(command)
for command in (one_time_addresses.invite, one_time_addresses.reset, user_details.rename, user_details.address):
    user.user.add_command(command)
for command in (two_accounts.release, two_accounts.relink, two_accounts.merge):
    user.user.add_command(command)


def main() -> None:
    """The entry point. Every error becomes one line on standard error, never a traceback."""
    # Whatever the umask was: files that we or our libraries make may be read by this user only (contract 11.61).
    os.umask(0o077)
    standard_files.open_missing()
    standard_files.allow_every_letter()
    try:
        guestlink.main(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except Exception as error:  # noqa: BLE001 (nothing above this catches it)
        print_error(error)
        sys.exit(1)
    finally:
        standard_files.drop_what_cannot_be_written()
