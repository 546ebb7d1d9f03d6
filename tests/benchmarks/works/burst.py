"""10,000 guests within two minutes come by one link that is limited to 5,000."""

from collections.abc import Iterator

from tests.benchmarks.lines import Aim, Line, at_least, at_most
from tests.benchmarks.load.flow import burst, flow
from tests.benchmarks.rounds import Sample, percentile, series, take_turns
from tests.benchmarks.run import CONNECTIONS, Run, has_nginx
from tests.benchmarks.stage.guests_sites import Contestant
from tests.benchmarks.stage.stage import Stage
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import now

ROUNDS = 3


def lines(run: Run) -> Iterator[Line]:
    guests, limit, seconds = run.size(10_000, 60), run.size(5_000, 30), run.size(120, 4)
    with Stage() as stage, stage.settings():
        maker = stage.site("guestlink")
        if has_nginx():
            shared = {"rate_limit_url": stage.redis_address(), "accel": "on"}
            port = stage.nginx("nginx", [stage.web(f"web-{each}", "guestlink", **shared) for each in "ab"])
            where = "two webs behind nginx"
        else:
            port, where = stage.web("web", "guestlink"), "one web"

        def new_link(clicks: int | None) -> Contestant:
            link = maker.link(maker.media(now=now()), clicks=clicks, now=now())
            return Contestant(port, f"/g/{Maker.token(link)}", link.id, maker.bind)

        def measure() -> Sample:
            """By a new link each time."""
            asked = new_link(limit)
            done = run.generator.run(burst, port, asked.path, guests, float(seconds))
            wrong = asked.counts().disagreement(done.watching)
            if done.failed or done.watching + done.refused != guests:
                wrong = f"{dict(done.failed)} {wrong}".strip()
            waits = {"longest": max(done.waits), "p99": percentile(done.waits, 0.99) * 1000}
            return Sample({"entered": done.watching, **waits}, wrong)

        # Unmeasured, so that the processes have compiled and connected (facts 187).
        run.generator.run(flow, port, new_link(None).path, CONNECTIONS, run.seconds)
        samples = take_turns({"burst": measure}, min(run.rounds, ROUNDS))["burst"]
    work = f"{guests:,} guests in {seconds} s by one link for {limit:,}, {where}"
    exactly: tuple[Aim, ...] = (at_least(limit), at_most(limit))
    yield Line(f"{work}: how many entered", "", series(samples, "entered"), aims=exactly)
    yield Line(f"{work}: the longest wait for an answer", "s", series(samples, "longest"), aims=(at_most(1),))
    yield Line(f"{work}: 99th percentile", "ms", series(samples, "p99"))
