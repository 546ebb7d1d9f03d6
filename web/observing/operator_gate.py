"""Decides who may ask for the pages of the operator, `/readyz` and `/metrics` (contract 11.6).

A request may ask if it shows the operator's token, which `guestlink up` and `doctor` derive from the key of the site.
So may a request that comes directly from a network in `GUESTLINK_METRICS_FROM`, or from this machine as long as the
base URL names this machine too. On a public site a request from this machine may be anybody's: a proxy here may pass it
on without a header that says so. For everybody else the pages do not exist, whatever host a request names.
"""

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, request

from models.config.origins import is_of_this_machine
from models.config.settings import settings
from models.errors import NotFound
from models.plumbing import keys
from web.observing.routed_path import as_routed

READY_PATH, METRICS_PATH = "/readyz", "/metrics"
PATHS = {READY_PATH, METRICS_PATH}
ENDPOINTS = {"health.ready", "metrics.scrape"}
# The gate's answer in the environ. A client cannot set it: names of its headers begin with "HTTP_" there.
IS_OPERATORS = "guestlink.is_operators"
# It tells nothing, so an orchestrator may ask for it by an address.
HEALTH_PATH = "/healthz"
# An address that no page has.
NOWHERE = "/-"
# Headers that proxies add begin like this.
FORWARDED = (
    *("HTTP_FORWARDED", "HTTP_VIA", "HTTP_X_FORWARDED", "HTTP_X_REAL_IP"),
    *("HTTP_X_CLIENT_IP", "HTTP_TRUE_CLIENT_IP", "HTTP_CF_"),
)


def authorization(key: bytes | None = None) -> str:
    """The header `Authorization` with the operator's token, made with this key of the site, by default the present."""
    return f"Bearer {keys.derive_text('operator', key=key)}"


class OperatorGate:
    """WSGI middleware. It stands before the code that trusts forwarded headers, so it sees the address that really
    connects."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        path = as_routed(environ.get("PATH_INFO", ""))
        is_operators = path in PATHS and may_ask(environ)
        if is_operators or path == HEALTH_PATH:
            # Prometheus and kubelet call us by a container's name or an address.
            environ["HTTP_HOST"] = urlsplit(settings().base_url).netloc
        elif path in PATHS:
            environ["PATH_INFO"] = NOWHERE
        environ[IS_OPERATORS] = is_operators
        return self.application(environ, start_response)


def may_ask(environ: dict[str, Any]) -> bool:
    given = environ.get("HTTP_AUTHORIZATION", "")
    # The supervisor keeps its token while the key is replaced.
    if any(keys.is_same(given, authorization(key)) for key in keys.ring()):
        return True
    if any(name.startswith(FORWARDED) for name in environ):
        return False
    try:
        peer = ip_address(environ.get("REMOTE_ADDR", ""))
    except ValueError:
        return False
    peer = getattr(peer, "ipv4_mapped", None) or peer
    is_listed = any(peer in network for network in settings().metrics_networks)
    return is_listed or (peer.is_loopback and is_of_this_machine(settings().base_url))


def init_app(app: Flask) -> None:
    app.wsgi_app = OperatorGate(app.wsgi_app)  # type: ignore[method-assign]
    app.before_request(_check_endpoint)


def _check_endpoint() -> None:
    """However the address was spelled. Raises NotFound."""
    if request.endpoint in ENDPOINTS and not request.environ[IS_OPERATORS]:
        raise NotFound
