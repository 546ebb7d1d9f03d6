"""The floor of floors: how fast the load generator is on a server that does nothing. Where the floor of a row comes
near to it, the row measures the generator."""

from collections.abc import Iterator
from functools import partial

from tests.benchmarks.lines import Line
from tests.benchmarks.load.replaying import replay
from tests.benchmarks.load.requests import get
from tests.benchmarks.rounds import Sample, series, take_turns
from tests.benchmarks.run import CONNECTIONS, Run
from tests.benchmarks.stage.stage import Stage
from tests.vocabulary.waiting import free_port

# About as large as an entry page.
PAGE_BYTES = 6_000


def lines(run: Run) -> Iterator[Line]:
    with Stage() as stage:
        port = free_port()
        module = ("-m", "tests.benchmarks.floors.constant", str(port), str(PAGE_BYTES))
        stage.python("constant", *module, port=port)
        samples = take_turns({"generator": partial(measure, run, port)}, run.rounds)["generator"]
    yield Line("the load generator alone", "a second", series(samples, "rate"))


def measure(run: Run, port: int) -> Sample:
    done = run.generator.run(replay, port, [get("/", "10.0.0.1")], CONNECTIONS, run.seconds, again=True)
    return Sample({"rate": done.rate(200)})
