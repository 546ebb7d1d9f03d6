"""What the signs of life of 10,000 connected guests cost: the CPU of web and database, in cores."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import psutil
from sqlalchemy import text

from tests.benchmarks.lines import Line, at_most
from tests.benchmarks.load.replaying import replay_paced
from tests.benchmarks.load.requests import addresses, post
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import Run
from tests.benchmarks.stage.stage import Stage
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import now

# As the script of the media page does (web/static/guest.js). A connection does not live that long.
HEARTBEAT_SECONDS = 60
_KNOWN = {
    "entries": """INSERT INTO guest_entry (link_id, ordinal, name, email, entered_at, form_hash)
        SELECT :link, i, 'Dana', 'dana@example.com', now(), 'form' || i FROM generate_series(1, :guests) i""",
    "clicks": "UPDATE guest_link SET clicks = :guests WHERE id = :link",
    # The cookie of guest i is `secret<i>`. The database stores the hash of it and the token.
    "sessions": """INSERT INTO guest_session (link_id, entry_id, secret_hash, epoch, last_load_at)
        SELECT link_id, id, encode(sha256(convert_to(:cookie || ordinal, 'utf8')), 'hex'), 1, now()
        FROM guest_entry WHERE link_id = :link""",
    "memberships": "INSERT INTO guest_membership (session_id, link_id) SELECT id, link_id FROM guest_session",
    "visits": """INSERT INTO visit (key, session_id, media_id, started_at, last_seen_at)
        SELECT lpad(to_hex(e.ordinal), 32, '0'), s.id, :media, now(), now()
        FROM guest_session s JOIN guest_entry e ON e.id = s.entry_id""",
}
# Guest i was heard of one heartbeat before their next one, so each sign of life is written.
_SEEN = """
UPDATE visit SET last_seen_at = now() + make_interval(secs => e.ordinal / :rate - :every) FROM guest_session s
JOIN guest_entry e ON e.id = s.entry_id WHERE s.id = visit.session_id"""


@dataclass
class Connected:
    """Guests with an open media page, who were written into the database by hand."""

    stage: Stage
    run: Run
    maker: Maker
    guests: int

    def __post_init__(self) -> None:
        self.port = self.stage.web("web", "guestlink")
        media_id = self.maker.media(now=now())
        link = self.maker.link(media_id, now=now())
        token = Maker.token(link)
        values = {"link": link.id, "cookie": f"{token}:secret", "media": media_id, "guests": self.guests}
        with self.maker.bind.begin() as connection:
            for statement in _KNOWN.values():
                named = {name: value for name, value in values.items() if f":{name}" in statement}
                connection.execute(text(statement), named)
        self.beats = [
            post(f"/g/{token}/v/{number:032x}/alive", address, {}, cookies=f"guestlink_guest=secret{number}")
            for number, address in zip(range(1, self.guests + 1), addresses(), strict=False)
        ]

    def measure(self) -> Sample:
        rate, seconds = self.guests / HEARTBEAT_SECONDS, self.run.size(HEARTBEAT_SECONDS, 3)
        with self.maker.bind.begin() as connection:
            connection.execute(text(_SEEN), {"rate": rate, "every": HEARTBEAT_SECONDS + 1})
        began, used = now(), self._cpu_seconds()
        done = self.run.generator.run(replay_paced, self.port, self.beats, rate, seconds)
        used, heard = self._cpu_seconds() - used, self._written_since(began)
        alive = done.count(200)
        wrong = "" if heard == alive == done.statuses.total() else f"{dict(done.statuses)}, {heard} written"
        return Sample({"cores": used / seconds, "rate": done.rate(200)}, wrong)

    def _written_since(self, began: datetime) -> int:
        with self.maker.bind.begin() as connection:
            found = text("SELECT count(*) FROM visit WHERE last_seen_at >= :began")
            return int(connection.execute(found, {"began": began}).scalar_one())

    def _cpu_seconds(self) -> float:
        """Of the web process and of PostgreSQL with all its children, those that have ended too."""
        total = 0.0
        for pid in self.stage.pids("web", "postgres"):
            process = psutil.Process(pid)
            for each in (process, *process.children(recursive=True)):
                times = each.cpu_times()
                total += times.user + times.system + times.children_user + times.children_system
        return total


def lines(run: Run) -> Iterator[Line]:
    guests = run.size(10_000, 600)
    with Stage() as stage, stage.settings():
        connected = Connected(stage, run, stage.site("guestlink"), guests)
        # Unmeasured, so that the process has compiled and connected.
        run.generator.run(replay_paced, connected.port, connected.beats, 50.0, 1.0)
        samples = take_turns({"signs": connected.measure}, run.rounds)["signs"]
    work = f"signs of life of {guests:,} guests, web and database"
    yield Line(work, "cores", series(samples, "cores"), aims=(at_most(0.2),))
