"""`python -m tests.topology`: the production topology on this machine, until Ctrl-C."""

import argparse
import signal
import sys
import threading
import time
from collections.abc import Iterator

from tests.topology import servers
from tests.topology.native import Topology


def announced(site: Topology, seconds: float) -> Iterator[str]:
    yield f"Guestlink is running at {site.address} after {seconds:.1f} s. Ctrl-C stops it all."
    for part in site.supervisor.parts.values():
        yield f"  {part.name:<14}{part.pid}"
    yield f"Settings, to run commands beside it ({site.folder} goes with it):"
    for name, value in site.settings.items():
        yield f"  export {name}={value}"


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.topology", description=__doc__)
    asked.add_argument("--webs", type=int, default=2)
    asked.add_argument("--workers", type=int, default=2)
    asked.add_argument("--beats", type=int, default=2)
    asked.add_argument("--broker", choices=("rabbitmq", "redis"), default="rabbitmq")
    options = asked.parse_args()
    if lacking := servers.missing():
        sys.exit(f"Missing here: {', '.join(lacking)}. Install them (.ci/run names the packages).")
    told = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told.set())
    began = time.monotonic()
    with Topology(**vars(options)) as site:
        print("\n".join(announced(site, time.monotonic() - began)), flush=True)  # noqa: T201 (its purpose)
        told.wait()


if __name__ == "__main__":
    main()
