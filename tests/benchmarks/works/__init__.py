"""The works, each a function that yields lines of the table."""

from collections.abc import Callable, Iterable

from tests.benchmarks.lines import Line
from tests.benchmarks.run import Run
from tests.benchmarks.works import (
    admitting,
    burst,
    ending,
    generator,
    guests_pages,
    idle_tree,
    large_site,
    many_ends,
    probes,
    ranges,
    signs_of_life,
    slow_readers,
    sweeping,
    switching_off,
)

Work = Callable[[Run], Iterable[Line]]
ALL: dict[str, Work] = {
    "generator": generator.lines,
    "pages": guests_pages.lines,
    "admit": admitting.lines,
    "signs": signs_of_life.lines,
    "ranges": ranges.lines,
    "due-links": sweeping.lines,
    "ending": ending.lines,
    "many-ends": many_ends.lines,
    "probes": probes.lines,
    "off": switching_off.lines,
    "tree": idle_tree.lines,
    "slow-readers": slow_readers.lines,
    "burst": burst.lines,
    "large-site": large_site.lines,
}
