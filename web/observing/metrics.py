"""`/metrics`, for Prometheus.

The figures of the database are read at the scrape, so every web process shows the same ones. What happens in a process
is counted in it, and Prometheus adds the processes up.
"""

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Blueprint, Flask, Response, request
from prometheus_client import CollectorRegistry, Counter, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy.exc import SQLAlchemyError

from models.config.settings import settings
from models.errors import NotFound
from models.plumbing import clock, database
from models.upkeep.figures import Figure, figures

blueprint = Blueprint("metrics", __name__)

PATH = "/metrics"
# `ScrapeGate` sets this name in the environ. A client cannot: names of its headers begin with "HTTP_" there.
MAY_SCRAPE = "guestlink.metrics"
# Headers that proxies add begin like this. A request with one is not from the machine that connects: through a proxy on
# this machine, everybody could read the metrics.
FORWARDED = (
    *("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED", "HTTP_X_REAL_IP"),
    *("HTTP_X_CLIENT_IP", "HTTP_TRUE_CLIENT_IP", "HTTP_CF_"),
)

# Otherwise half of the page would say when each counter was created.
disable_created_metrics()
registry = CollectorRegistry()
ADMISSIONS = Counter("guestlink_admissions", "Guests admitted", registry=registry)
REFUSALS = Counter("guestlink_refusals", "Requests refused, by cause", ["cause"], registry=registry)
REQUESTS = Counter("guestlink_requests", "Requests answered, by route", ["route", "status"], registry=registry)


def count(route: str | None, status: int, cause: str | None) -> None:
    """Counts an answer, and the cause of a refusal. `route` is None if the answer was counted before it was refused."""
    if route is not None:
        REQUESTS.labels(route, f"{status // 100}xx").inc()
    if cause is not None:
        REFUSALS.labels(cause).inc()


class ScrapeGate:
    """WSGI middleware that decides who may read `/metrics` (contract 11.6). It stands before the code that trusts
    forwarded headers, so it sees the address that really connects.

    Prometheus calls us by a container's name or an address, so an allowed scrape may name any host.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == PATH and may_scrape(environ):
            environ[MAY_SCRAPE] = True
            environ["HTTP_HOST"] = urlsplit(settings().base_url).netloc
        return self.application(environ, start_response)


def may_scrape(environ: dict[str, Any]) -> bool:
    try:
        peer = ip_address(environ.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    if any(name.startswith(FORWARDED) for name in environ):
        return False
    peer = getattr(peer, "ipv4_mapped", None) or peer
    return peer.is_loopback or any(peer in network for network in settings().metrics_networks)


def init_app(app: Flask) -> None:
    app.wsgi_app = ScrapeGate(app.wsgi_app)  # type: ignore[method-assign]
    app.register_blueprint(blueprint)


@blueprint.get(PATH)
def scrape() -> Response:
    """If the database does not answer, the page says so and shows the other figures. Raises NotFound for everybody who
    may not scrape."""
    if MAY_SCRAPE not in request.environ:
        raise NotFound
    of_database = CollectorRegistry()
    of_database.register(DatabaseFigures(_figures()))
    return Response(generate_latest(registry) + generate_latest(of_database), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _figures() -> list[Figure] | None:
    try:
        reading = clock.read()
        with database.reading() as db:
            return figures(db, now=reading.now, web_ahead=reading.ahead)
    except SQLAlchemyError:
        return None


class DatabaseFigures:
    """The figures in the shape that the Prometheus client collects. They are None if the database did not answer."""

    def __init__(self, figures: list[Figure] | None) -> None:
        self.figures = figures

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily(
            "guestlink_database_up", "Whether the database answers", float(self.figures is not None)
        )
        for figure in self.figures or ():
            kind = CounterMetricFamily if figure.is_counter else GaugeMetricFamily
            family = kind(f"guestlink_{figure.name}", figure.about, labels=[figure.label] if figure.label else [])
            for label, value in figure.values.items():
                family.add_metric([label] if figure.label else [], value)
            yield family
