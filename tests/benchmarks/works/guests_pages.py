"""What guests ask: the entry page, the admission on a hot link, the reload, and all of it in a row."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from tests.benchmarks.lines import Aim, Line, at_least, ratio_at_least, ratio_at_most
from tests.benchmarks.load.flow import flow
from tests.benchmarks.load.replaying import Replayed, filled_forms, replay, sessions
from tests.benchmarks.load.requests import addresses, get
from tests.benchmarks.rounds import Sample, percentile, series, take_turns
from tests.benchmarks.run import CONNECTIONS, Run
from tests.benchmarks.stage.guests_sites import Contestant, GuestsSites
from tests.benchmarks.stage.stage import Stage

# Of MediaCMS a page, of kutt an open that counts, on PostgreSQL and on SQLite, on a machine like ours.
MEDIACMS, KUTT, KUTT_ON_SQLITE = 475, 541, 411
PRODUCTS = ("one web", "two webs behind nginx", "SQLite")
TWO_WEBS = PRODUCTS[1]
GET_AIMS: dict[str, tuple[Aim, ...]] = {name: (ratio_at_least(0.6),) for name in PRODUCTS}
GET_AIMS[TWO_WEBS] += (at_least(4 * MEDIACMS),)
POST_AIMS: dict[str, tuple[Aim, ...]] = {name: (ratio_at_least(0.6),) for name in PRODUCTS}
POST_AIMS[TWO_WEBS] += (at_least(2 * KUTT),)
POST_AIMS["SQLite"] += (at_least(2 * KUTT_ON_SQLITE),)
# Of a guest's session a minute the throttle allows 60 loads.
SESSIONS = 500


@dataclass
class Asking:
    """The works, each as one measurement of one contestant."""

    run: Run
    # How many forms each contestant takes in the time. It is learned from round to round.
    enough: dict[int, int] = field(default_factory=dict)
    reloads: dict[int, list[bytes]] = field(default_factory=dict)

    def warm(self, asked: Contestant) -> None:
        """Unmeasured. The first request of each kind costs a process six to ten times as much as a later one (facts
        187): it connects, imports, and compiles statements and templates."""
        self.run.generator.run(flow, asked.port, asked.path, CONNECTIONS, self.run.seconds)

    def get(self, asked: Contestant) -> Sample:
        pages = [get(asked.path, address) for address in islice(addresses(), 256)]
        done = self._replay(asked, pages, again=True)
        others = sum(done.statuses.values()) - done.count(200)
        wrong = f"{others} answers were not 200" if others else ""
        # No server admits faster than it shows the form.
        self.enough.setdefault(asked.port, self._in_time(done.rate(200)))
        return Sample({"rate": done.rate(200)}, wrong)

    def post(self, asked: Contestant) -> Sample:
        forms = self.run.generator.run(filled_forms, asked.port, asked.path, self.enough[asked.port])
        before = asked.counts()
        done = self._replay(asked, forms, again=False)
        wrong = asked.counts().since(before).disagreement(done.count(303))
        if set(done.statuses) - {303}:
            wrong = f"{wrong} statuses {dict(done.statuses)}".strip()
        self.enough[asked.port] = self._in_time(done.rate(303))
        return Sample({"rate": done.rate(303), "p99": percentile(done.waits, 0.99) * 1000}, wrong)

    def reload(self, asked: Contestant) -> Sample:
        if asked.port not in self.reloads:
            self.reloads[asked.port] = self._loads(asked)
        before = asked.counts()
        done = self._replay(asked, self.reloads[asked.port], again=True)
        visits = asked.counts().since(before).visits
        wrong = "" if visits == done.count(200) == done.statuses.total() else f"{dict(done.statuses)}, {visits} visits"
        return Sample({"rate": done.rate(200)}, wrong)

    def flow(self, asked: Contestant) -> Sample:
        before = asked.counts()
        done = self.run.generator.run(flow, asked.port, asked.path, CONNECTIONS, self.run.seconds)
        found = asked.counts().since(before)
        wrong = found.disagreement(done.watching) or ("" if found.visits == done.watching else f"{found.visits} visits")
        if done.failed:
            wrong = f"{wrong} {dict(done.failed)}".strip()
        return Sample({"rate": done.watching / done.seconds}, wrong)

    def _loads(self, asked: Contestant) -> list[bytes]:
        forms = self.run.generator.run(filled_forms, asked.port, asked.path, self.run.size(SESSIONS, CONNECTIONS))
        guests = self.run.generator.run(sessions, asked.port, forms)
        return [get(asked.path, address, cookies=each) for address, each in zip(addresses(), guests, strict=False)]

    def _in_time(self, rate: float) -> int:
        return int(rate * self.run.seconds * 1.3) + CONNECTIONS

    def _replay(self, asked: Contestant, requests: list[bytes], *, again: bool) -> Replayed:
        return self.run.generator.run(replay, asked.port, requests, CONNECTIONS, self.run.seconds, again=again)


def lines(run: Run) -> Iterator[Line]:
    with Stage() as stage, stage.settings():
        sites = GuestsSites(stage, run)
        sites.start()
        asking, contestants = Asking(run), sites.all
        products = [name for name in PRODUCTS if name in contestants]
        for name in contestants:
            asking.warm(contestants[name])
        samples = _turns(asking.get, contestants, run)
        for name in products:
            yield _line(f"GET of a link, {name}", samples, name, f"floor of {name}", aims=GET_AIMS[name])
        yield from _against_granian("GET of a link", samples)
        samples = _turns(asking.post, contestants, run)
        for name in products:
            yield _line(
                f"POST that admits on a hot link, {name}", samples, name, f"floor of {name}", aims=POST_AIMS[name]
            )
        yield from _against_granian("POST that admits on a hot link", samples)
        for name in products:
            work = f"its 99th percentile at {CONNECTIONS} connections, {name}"
            yield _line(work, samples, name, f"floor of {name}", "p99", "ms", (ratio_at_most(2),))
        yield from _loading(asking, contestants, run)


def _loading(asking: Asking, contestants: dict[str, Contestant], run: Run) -> Iterator[Line]:
    without_granian = {name: each for name, each in contestants.items() if name != "granian"}
    samples = _turns(asking.reload, without_granian, run)
    for name in [name for name in PRODUCTS if name in contestants]:
        yield _line(f"reload of a media page, {name}", samples, name, f"floor of {name}", aims=(ratio_at_least(0.5),))
    samples = _turns(asking.flow, without_granian, run)
    for name in [name for name in PRODUCTS if name in contestants]:
        aims = (at_least(400),) if name == TWO_WEBS else ()
        yield _line(f"guests who enter (GET, POST, GET), {name}", samples, name, f"floor of {name}", aims=aims)


def _turns(
    work: Callable[[Contestant], Sample], contestants: dict[str, Contestant], run: Run
) -> dict[str, list[Sample]]:
    return take_turns({name: _bound(work, each) for name, each in contestants.items()}, run.rounds)


def _bound(work: Callable[[Contestant], Sample], asked: Contestant) -> Callable[[], Sample]:
    return lambda: work(asked)


def _against_granian(work: str, samples: dict[str, list[Sample]]) -> Iterator[Line]:
    if TWO_WEBS in samples and "granian" in samples:
        aims = (ratio_at_least(0.35),)
        yield _line(f"{work}, two webs against bare Flask on granian", samples, TWO_WEBS, "granian", aims=aims)


def _line(
    work: str,
    samples: dict[str, list[Sample]],
    product: str,
    floor: str,
    value: str = "rate",
    unit: str = "a second",
    aims: tuple[Aim, ...] = (),
) -> Line:
    return Line(work, unit, series(samples[product], value), series(samples[floor], value), aims=aims)
