"""What `guestlink up` needs before its parts start: folders, key, schema, and the demo's content."""

from datetime import UTC, datetime

from models.config.settings import settings
from models.people import setting_up
from models.plumbing import database, keys
from models.site import founding
from web.cli.demo.content import demo as make_demo


def prepared(demo: bool) -> dict[str, str | None]:
    """What `up` announces. Safe to run again: a second start of the demo shows the same owner and link."""
    config = settings()
    for folder in (config.data, config.broker_folder):
        folder.mkdir(parents=True, exist_ok=True)
    keys.make_key(config)
    now = datetime.now(UTC)
    founding.migrate(database.engine(), now=now)
    announced: dict[str, str | None] = {"address": config.base_url}
    if demo:
        announced |= make_demo(now)
    else:
        with database.writing() as db:
            token = setting_up.new_setup_token(db)
        announced["setup"] = f"{config.base_url}/setup/{token}" if token else None
    return announced
