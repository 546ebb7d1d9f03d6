"""Only time zones that both tables know are offered and accepted (facts 43)."""

from zoneinfo import ZoneInfo

import pytest
import pytz

from models.config import zones
from models.config.settings import settings
from models.errors import Misconfigured
from tests.conftest import forget


def test_every_zone_is_read_by_both_tables() -> None:
    assert {"UTC", "Europe/Berlin", "America/Lima"} <= set(zones.offered())
    for name in zones.offered():
        assert zones.is_known(name)
        assert str(pytz.timezone(name)) == str(ZoneInfo(name)) == name


@pytest.mark.parametrize("name", ["Factory", "localtime", "europe/berlin", "Mars/Olympus", "../etc/passwd"])
def test_the_site_takes_no_other_zone(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv("GUESTLINK_TIMEZONE", name)
    forget()
    with pytest.raises(Misconfigured, match="time zone"):
        settings()
