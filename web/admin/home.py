"""The first page of an admin: what a site needs on its first day, and whether it has it (contract 11.70)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from flask import render_template, url_for
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from models.config.origins import is_of_this_machine
from models.config.settings import settings
from models.files.disk_faults import MIN_FREE_BYTES, least_free
from models.plumbing import clock, database
from models.site import audit_log
from models.upkeep import lateness
from models.upkeep.parts import parts_by_name
from web.admin import labels
from web.admin.blueprint import admin_blueprint
from web.pages import looks
from web.pages.sizes import readable_size

blueprint = admin_blueprint("admin_home", "")

BACKUP_IS_OLD_AFTER = timedelta(days=7)


class Line(NamedTuple):
    """`is_done` is None where nothing is to be done. `address` is that of the page where more is done."""

    heading: str
    text: str
    is_done: bool | None
    address: str | None = None
    # When it was done last.
    last: datetime | None = None


@blueprint.get("/")
def page() -> str:
    now = clock.utcnow()
    with database.reading() as db:
        lines = [_address(), _backup(db, now), _disk(), _parts(db, now), _look(), *_people(), _mail()]
    return render_template("admin/home.html", lines=lines)


def _address() -> Line:
    address, heading = settings().base_url, _("Address")
    if settings().is_https:
        return Line(heading, _("Guests reach this site at %(address)s.", address=address), True)
    if is_of_this_machine(address):
        text = _(
            "This site is at %(address)s, which only this machine can open. Before you invite others, set"
            " GUESTLINK_BASE_URL to a public address with https.",
            address=address,
        )
    else:
        text = _(
            "This site is at %(address)s. Without https, others on the network can read what guests type. Put a server"
            " with https in front, and set GUESTLINK_BASE_URL to its address.",
            address=address,
        )
    return Line(heading, text, False)


def _mail() -> Line:
    text = _("Not needed. Guest links and one-time addresses are shown here, and you send them yourself.")
    return Line(_("Mail"), text, None)


def _backup(db: Session, now: datetime) -> Line:
    made_at, heading = audit_log.last_time_of(db, "backup_made"), _("Backup")
    if made_at is not None and now - made_at < BACKUP_IS_OLD_AFTER:
        return Line(heading, "", True, last=made_at)
    how = _("Run on the server: guestlink backup FILE. Backups that other programs make are not known here.")
    none = _("None has been made yet.")
    return Line(heading, how if made_at else f"{none} {how}", False, last=made_at)


def _disk() -> Line:
    heading = _("Disk")
    try:
        folder, free = least_free()
    except OSError:
        return Line(heading, _("The disk cannot be read. On the server, run: guestlink doctor"), False)
    size = readable_size(free)
    is_of_media = folder != settings().data
    text = _("%(size)s is free for recordings.", size=size) if is_of_media else _("%(size)s is free.", size=size)
    warning = _("Uploads will soon be refused. Free some space, or use a larger disk.")
    is_enough = free >= MIN_FREE_BYTES
    return Line(heading, text if is_enough else f"{text} {warning}", is_enough)


def _parts(db: Session, now: datetime) -> Line:
    """From what the parts have reported: nobody is asked for this page."""
    heading, address = _("Maintenance"), url_for("admin_maintenance.page")
    silent = [name for name, part in parts_by_name(db, now=now).items() if part.is_silent]
    if silent:
        names = ", ".join(str(labels.PARTS[name]) for name in silent)
        return Line(heading, _("Not responding: %(parts)s. Check that they are running.", parts=names), False, address)
    if lateness.late_tasks(db, now=now):
        return Line(heading, _("Some tasks are late."), False, address)
    return Line(heading, _("Everything is running, and nothing is late."), True, address)


def _look() -> Line:
    look = looks.present()
    is_done = look.name is not None or look.logo is not None
    text = _("Guests see your name and logo.") if is_done else _("Give the site your name, logo and colour.")
    return Line("Theming", text, is_done or None, url_for("admin_theming.page"))


def _people() -> Iterator[Line]:
    text = _("Add the people who share media. Guests need no account.")
    yield Line(_("Users"), text, None, url_for("admin_users.page"))
