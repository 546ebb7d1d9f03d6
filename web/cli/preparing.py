"""What `guestlink up` needs before its parts start: folders, key, schema, and the demo's content."""

from datetime import UTC, datetime

from models import founding, signing_in
from models.plumbing import db, keys
from models.plumbing.settings import settings
from web.cli.demo import demo as make_demo


def prepared(demo: bool) -> dict[str, str | None]:
    """What `up` announces. Safe to run again: a second start of the demo shows the same owner and link."""
    config = settings()
    for folder in (config.data, config.broker_folder):
        folder.mkdir(parents=True, exist_ok=True)
    keys.make_key(config)
    now = datetime.now(UTC)
    founding.migrate(db.engine(), now=now)
    announced: dict[str, str | None] = {"address": config.base_url}
    if demo:
        announced |= make_demo(now)
    else:
        with db.writing() as session:
            token = signing_in.new_setup_token(session)
        announced["setup"] = f"{config.base_url}/setup/{token}" if token else None
    return announced
