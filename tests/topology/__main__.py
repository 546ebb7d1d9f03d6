"""`python -m tests.topology` runs the production topology on this machine until Ctrl-C."""

import argparse
import signal
import sys
import threading
import time
from collections.abc import Iterator

from tests.topology import servers
from tests.topology.native import Topology


def announcement(site: Topology, seconds: float) -> Iterator[str]:
    yield f"Guestlink is running at {site.address} after {seconds:.1f} s. Ctrl-C stops it."
    for part in site.supervisor.parts.values():
        yield f"  {part.name:<16}{part.pid}"
    yield f"Settings for other commands of this site ({site.folder} is removed with it):"
    for name, value in site.settings.items():
        yield f"  export {name}={value}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.topology", description=__doc__)
    parser.add_argument("--webs", type=int, default=2)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--beats", type=int, default=2)
    parser.add_argument("--broker", choices=("rabbitmq", "redis"), default="rabbitmq")
    options = parser.parse_args()
    if missing := servers.missing():
        sys.exit(f"Missing: {', '.join(missing)}. Install them (.ci/run names the packages).")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    began = time.monotonic()
    with Topology(**vars(options)) as site:
        print("\n".join(announcement(site, time.monotonic() - began)), flush=True)  # noqa: T201 (its purpose)
        stop.wait()


if __name__ == "__main__":
    main()
