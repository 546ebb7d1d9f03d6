"""Forms in which people type times."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from wtforms import HiddenField

from web.pages import wall_times
from web.pages.forms import SiteForm


class ZonedForm(SiteForm):
    """Its page names the zone of its times. They are meant in it, also if the account has another one by now (contract
    4.37)."""

    zone = HiddenField()

    def page_zone(self) -> ZoneInfo:
        return wall_times.named_zone(self.zone.data)

    def rule_of_time(self, field: str) -> Callable[[str], datetime | None]:
        return lambda raw: wall_times.clean_time(raw, field=field, zone=self.page_zone())
