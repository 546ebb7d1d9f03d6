"""`/metrics`, for Prometheus. What the database knows is asked of it at the scrape, so that every web process tells the
same; what happens in a process is counted there, and Prometheus adds the processes up.

Only for a direct peer on loopback or in GUESTLINK_METRICS_FROM; to a forwarded request there is no such page.
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
from models.upkeep import diagnosing
from models.upkeep.diagnosing import Figure

blueprint = Blueprint("metrics", __name__)

PATH = "/metrics"
# Set by `Door`; no header of a request becomes a name without "HTTP_".
ADMITTED = "guestlink.metrics"
# How headers begin by which proxies say of themselves that they are there.
FORWARDED = (
    *("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED", "HTTP_X_REAL_IP"),
    *("HTTP_X_CLIENT_IP", "HTTP_TRUE_CLIENT_IP", "HTTP_CF_"),
)

# Gauges of when each counter began would be half of the page.
disable_created_metrics()
registry = CollectorRegistry()
ADMISSIONS = Counter("guestlink_admissions", "Guests admitted", registry=registry)
REFUSALS = Counter("guestlink_refusals", "Requests refused, by cause", ["cause"], registry=registry)
REQUESTS = Counter("guestlink_requests", "Requests answered, by route", ["route", "status"], registry=registry)


def count(route: str | None, status: int, cause: str | None) -> None:
    """`route` is None for an answer that was counted before, and then refused."""
    if route is not None:
        REQUESTS.labels(route, f"{status // 100}xx").inc()
    if cause is not None:
        REFUSALS.labels(cause).inc()


class Door:
    """Around the application and before its trust in forwarded headers: it sees who is really asking.

    Prometheus names us as it finds us, by a container's name or an address; whoever may scrape need not know our host.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ.get("PATH_INFO") == PATH and may_scrape(environ):
            environ[ADMITTED] = True
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
    app.wsgi_app = Door(app.wsgi_app)  # type: ignore[method-assign]
    app.register_blueprint(blueprint)


@blueprint.get(PATH)
def scrape() -> Response:
    """Raises NotFound for everybody else. A database that does not answer is told, and the rest all the same."""
    if ADMITTED not in request.environ:
        raise NotFound
    told = CollectorRegistry()
    told.register(Told(_asked()))
    return Response(generate_latest(registry) + generate_latest(told), content_type=CONTENT_TYPE_PLAIN_0_0_4)


def _asked() -> list[Figure] | None:
    try:
        read = clock.read()
        with database.reading() as db:
            return diagnosing.figures(db, now=read.now, web_ahead=read.ahead)
    except SQLAlchemyError:
        return None


class Told:
    """The figures of the database, as Prometheus wants them."""

    def __init__(self, figures: list[Figure] | None) -> None:
        self.figures = figures

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily(
            "guestlink_database_up", "Whether the database answers", float(self.figures is not None)
        )
        for figure in self.figures or ():
            kind = CounterMetricFamily if figure.is_counted else GaugeMetricFamily
            family = kind(f"guestlink_{figure.name}", figure.about, labels=[figure.label] if figure.label else [])
            for label, value in figure.values.items():
                family.add_metric([label] if figure.label else [], value)
            yield family
