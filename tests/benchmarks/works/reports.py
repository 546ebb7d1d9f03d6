"""What the pages of guests who watch report, at the rate of web/static/watched.js, and what the database has of it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path

from sqlalchemy import func, select, text

from models.guests.watching import PARTS
from models.plumbing import database
from models.tables import GuestSession, MediaFile, Visit
from tests.benchmarks.load.replaying import Replayed
from tests.benchmarks.load.requests import post
from tests.vocabulary.event_streams import Page
from tests.vocabulary.maker import Maker

SCRIPT = Path(__file__).parents[3] / "web/static/watched.js"
# Long enough ago that every report is believed.
_BEGUN = "UPDATE visit SET started_at = now() - interval '1 hour'"
HALF = (1 << PARTS // 2) - 1
PLACE = 12.5


def seconds_between_reports() -> float:
    """Of one guest, on average, while the page has a stream and plays without a pause at normal speed."""
    found = re.search(r"^const RARELY = \[(\d+), (\d+)\];", SCRIPT.read_text(), re.MULTILINE)
    assert found is not None
    return (int(found[1]) + int(found[2])) / 2


@dataclass(frozen=True)
class Sent:
    """`seconds`: what all of these guests have watched. No other report says so."""

    requests: list[bytes]
    seconds: int


class Reports:
    """Of these pages in turn. `rate`: how many of them report in a second."""

    def __init__(self, maker: Maker, pages: Sequence[Page]) -> None:
        self.maker = maker
        self.rate = len(pages) / seconds_between_reports()
        self.waiting = cycle(pages)
        self.watched = 0
        with database.writing(maker.bind) as db:
            self.file_id = db.scalars(select(MediaFile.id)).one()
            db.execute(text(_BEGUN))

    def next(self, seconds: float) -> Sent:
        """As many as are sent within this time."""
        self.watched += 1
        pages = islice(self.waiting, int(self.rate * seconds))
        return Sent([self._report(page, number) for number, page in enumerate(pages)], self.watched)

    def _report(self, page: Page, number: int) -> bytes:
        form = {"watched": self.watched, "file": self.file_id, "parts": f"{HALF:x}", "place": PLACE}
        fields = {name: str(value) for name, value in form.items()}
        return post(f"{page.visit}/alive", f"10.1.{number >> 8 & 255}.{number & 255}", fields, cookies=page.cookie)

    def disagreement(self, sent: Sent, answers: Replayed) -> str:
        """Empty if each was answered by 200, and the database holds all of it and no more."""
        said = Visit.watched_seconds == sent.seconds, Visit.watched_parts == HALF, GuestSession.place == PLACE
        recorded = select(func.count()).join_from(Visit, GuestSession, GuestSession.id == Visit.session_id).where(*said)
        with database.reading(self.maker.bind) as db:
            count = db.scalars(recorded).one()
        if count == answers.count(200) == answers.statuses.total() == len(sent.requests):
            return ""
        return f"of {len(sent.requests)} reports {dict(answers.statuses)} were answered, {count} recorded"
