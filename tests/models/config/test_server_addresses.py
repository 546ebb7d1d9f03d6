"""An address of a broker or of Redis on which its client library would fail is refused at the start (contract 7.25)."""

from pathlib import Path

import pytest

from models.config.settings import settings
from models.errors import Misconfigured
from tests.conftest import forget

BOTH = ("BROKER_URL", "RATE_LIMIT_URL")
UNUSABLE = [
    "redis://:hush@h/abc",
    "redis://:hush@h/0/1",
    "redis://:hush@h/-1",
    "redis://:hush@h/0?db=3",
    "redis://:hush@h/0?protocol=3",
    "redis://:hush@h/0?max_connections=1",
    "redis://:hush@h/0?socket_timeout=abc",
    "redis://:hush@h/0?hush",
    "redis://:hush@h/0#hush",
    "redis://:hush@h/0?ssl_cert_reqs=none",
    "rediss://:hush@h/0?ssl_cert_reqs=CERT_NONE",
    "redis://:hush#more@h/0",
    "redis://:hush@h:99999/0",
]
USABLE = [
    "redis://h",
    "redis://h/",
    "redis://:p%2Fw@h:6379/3",
    "redis://u:pw@[::1]:6379/0",
    "rediss://:pw@h/0?ssl_cert_reqs=required&ssl_ca_certs=/etc/x.pem",
]


@pytest.mark.parametrize("name", BOTH)
@pytest.mark.parametrize("url", UNUSABLE)
def test_what_a_client_library_would_fail_on_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, url: str) -> None:
    monkeypatch.setenv(f"GUESTLINK_{name}", url)
    forget()
    with pytest.raises(Misconfigured, match=rf"^GUESTLINK_{name} must (be|have) .*like \S") as refused:
        settings()
    assert "hush" not in str(refused.value)


@pytest.mark.parametrize("url", ["amqp://h/v?heartbeat=30", "amqp://h/v?ssl_cert_reqs=none", "amqps://h/v?verify=1"])
def test_so_is_it_of_rabbitmq(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("GUESTLINK_BROKER_URL", url)
    forget()
    with pytest.raises(Misconfigured, match=r"^GUESTLINK_BROKER_URL must (be|have) "):
        settings()


@pytest.mark.parametrize("url", USABLE)
def test_what_can_be_used_stays_but_for_the_letters_of_its_scheme(
    environment: Path, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    for name in BOTH:
        monkeypatch.setenv(f"GUESTLINK_{name}", f"{url[:3].upper()}{url[3:]}")
    forget()
    assert (settings().broker_url, settings().rate_limit_url) == (url, url)


@pytest.mark.parametrize("url", ["amqp://u:p%2Fw@h//", "amqp://h", "amqps://u@h/my%20vhost?ssl_cert_reqs=none"])
def test_a_virtual_host_has_any_name(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("GUESTLINK_BROKER_URL", url)
    forget()
    assert settings().broker_url == url
