"""What `guestlink up` does before its parts start: folders, key, database schema and the demo's content."""

from datetime import UTC, datetime

from models.config.settings import settings
from models.people import setting_up
from models.plumbing import database, keys
from models.plumbing.ownership import make_folder
from models.site import founding
from web.cli.progress import shown_progress
from web.observing import operator_gate


def prepare_site(demo: bool, film: int | None = None) -> dict[str, str | None]:
    """Returns what `up` prints. Safe to call twice: the second start of a demo shows the same owner and links. `film`:
    see drawing_ahead.py."""
    config = settings()
    founding.check_not_restoring()
    for folder in (config.data, config.broker_folder):
        make_folder(folder)
    keys.make_key(config)
    now = datetime.now(UTC)
    with shown_progress() as report:
        founding.migrate(database.engine(), now=now, report=report)
    printed: dict[str, str | None] = {"address": config.base_url, "authorization": operator_gate.authorization()}
    if demo:
        # Imported here only: it needs FFmpeg's libraries.
        from web.cli.demo.content import make_content

        printed |= make_content(now, film)
    else:
        with database.writing() as db:
            made = setting_up.make_setup_address(db, now=now)
        printed["setup"] = made.url if made else None
    return printed
