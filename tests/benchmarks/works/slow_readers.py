"""How long others wait for a page while 100 clients read a recording very slowly."""

from collections.abc import Iterator
from functools import partial
from select import select

from tests.benchmarks.lines import Line, ratio_at_most
from tests.benchmarks.load.ranges import Source
from tests.benchmarks.load.replaying import replay_paced
from tests.benchmarks.load.requests import get
from tests.benchmarks.rounds import Sample, percentile, series, take_turns
from tests.benchmarks.run import Run, has_nginx
from tests.benchmarks.stage.stage import Stage
from tests.benchmarks.works.ranges import READERS, Bytes
from tests.proofs.slow_connections import slow_connections

SLOW = 100
PAGES_A_SECOND = 50.0
PAUSE_SECONDS = 0.5
# "It stays": not slower than the noise of a machine.
AIM = ratio_at_most(1.1)


def lines(run: Run) -> Iterator[Line]:
    with Stage() as stage, stage.settings():
        films = Bytes(stage, run, stage.site("guestlink"))
        films.make_film()
        ports = {"embedded": films.embedded()}
        if has_nginx():
            webs = [stage.web(f"web-{each}", "guestlink", accel="on") for each in "ab"]
            ports["behind nginx"] = stage.nginx("nginx-webs", webs)
        for name, port in ports.items():
            # A visit may have a few answers at once (contract 6.50).
            sources = [source for _ in range(-(-SLOW // 5 // READERS)) for source in films.readers_of(port)]
            readers = (sources * 5)[:SLOW]
            # Unmeasured, so that the processes have compiled and connected.
            waits(films, port, [])
            works = {"alone": partial(waits, films, port, []), "beside": partial(waits, films, port, readers)}
            samples = take_turns(works, run.rounds)
            beside, alone = series(samples["beside"], "p99"), series(samples["alone"], "p99")
            work = f"99th percentile of a page beside {SLOW} slow readers, {name}"
            yield Line(work, "ms", beside, alone, "without them", (AIM,))


def waits(films: Bytes, port: int, readers: list[Source]) -> Sample:
    asked = [get(each.path, "10.0.0.1", cookies=each.cookies, headers="Range: bytes=0-\r\n") for each in readers]
    with slow_connections(port, asked, pause=PAUSE_SECONDS) as connections:
        # Their requests are pages, too, and cost as much. What is measured is what their reading costs.
        for connection in connections:
            select([connection], [], [])
        pages = [get(f"/g/{films.token}", "10.0.0.2")]
        done = films.run.generator.run(replay_paced, port, pages, PAGES_A_SECOND, films.run.size(10, 2))
    wrong = "" if done.count(200) == done.statuses.total() else f"statuses {dict(done.statuses)}"
    return Sample({"p99": percentile(done.waits, 0.99) * 1000}, wrong)
