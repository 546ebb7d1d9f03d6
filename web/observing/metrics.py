"""`/metrics`, for Prometheus (contract 11.71).

The figures of the database are read at the scrape, so every web process shows the same ones. What happens in a process
is counted in it, and Prometheus adds the processes up.
"""

from collections.abc import Iterable
from contextlib import suppress

from flask import Blueprint, Flask, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, disable_created_metrics, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric
from sqlalchemy.exc import SQLAlchemyError

from models.files.disk_faults import least_free
from models.plumbing import clock, database
from models.upkeep.figures import Figure, figures
from web.observing import operator_gate

blueprint = Blueprint("metrics", __name__)

# Otherwise half of the page would say when each counter was created.
disable_created_metrics()
registry = CollectorRegistry()
ADMISSIONS = Counter("guestlink_admissions", "Guests admitted", registry=registry)
REFUSALS = Counter("guestlink_refusals", "Requests refused, by cause", ["cause"], registry=registry)
UPLOADED = Counter("guestlink_uploaded_bytes", "Bytes of uploads in pieces that have arrived", registry=registry)
EVENT_STREAMS = Gauge("guestlink_event_streams", "Pages of guests connected to this process", registry=registry)
REQUESTS = Counter("guestlink_requests", "Requests answered, by route", ["route", "status"], registry=registry)


def count(route: str | None, status: int, cause: str | None, *, is_ahead: bool = False) -> None:
    """Counts an answer, and the cause of a refusal. `route` is None if the answer was counted before it was refused.
    `is_ahead`: the page was asked for ahead of the person (contract 3.37), so its 503 is no error."""
    if route is not None:
        REQUESTS.labels(route, "ahead" if is_ahead else f"{status // 100}xx").inc()
    if cause is not None:
        REFUSALS.labels(cause).inc()


def init_app(app: Flask) -> None:
    operator_gate.init_app(app)
    app.register_blueprint(blueprint)


@blueprint.get(operator_gate.METRICS_PATH)
def scrape() -> Response:
    """If the database does not answer, the page says so and shows the other figures."""
    read_now = CollectorRegistry()
    read_now.register(DatabaseFigures(_figures()))
    read_now.register(Disk())
    return Response(generate_latest(registry) + generate_latest(read_now), content_type=CONTENT_TYPE_PLAIN_0_0_4)


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


class Disk:
    """Also when the database does not answer: its disk may be full."""

    def collect(self) -> Iterable[Metric]:
        """Without a figure if a disk cannot be read."""
        with suppress(OSError):
            about = "Bytes that are free on the disk of the data folder or of the media folder, whichever has less"
            yield GaugeMetricFamily("guestlink_disk_free_bytes", about, least_free()[1])
