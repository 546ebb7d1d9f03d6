"""Waiting on the command line until a recording is prepared."""

import time

ASK_EVERY_SECONDS = 0.5


def wait_until_prepared(media_id: int) -> bool:
    """Shows the progress on standard error. Returns whether all that every browser needs is there."""
    from models.media.preparing import MediaState, preparing_of_all
    from models.plumbing import database
    from web.cli.progress import shown_progress

    with shown_progress(lines=True) as report:
        while True:
            with database.reading() as db:
                preparing = preparing_of_all(db, [media_id]).get(media_id)
            if preparing is None or preparing.progress is None:
                return preparing is not None and preparing.state == MediaState.READY and not preparing.has_failed
            report("Preparing", preparing.progress, 100)
            time.sleep(ASK_EVERY_SECONDS)
