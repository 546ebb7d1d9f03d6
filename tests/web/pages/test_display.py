"""Every status of a link and every kind of media has its words (contract 1.1, 2.31), and the time that is left reads
well (contract 4.30)."""

from datetime import UTC, datetime, timedelta

import pytest
from flask import render_template_string, session
from flask_babel import ngettext

from models.config.settings import settings
from models.tables.guest_link import LinkStatus
from models.tables.media_item import Kind
from tests.vocabulary.site import Site
from web.cli.output import local_time
from web.pages.display import KIND_TEXTS, STATUS_TEXTS, clicks, clicks_used, time_until, when_text


def test_every_status_has_words() -> None:
    assert set(STATUS_TEXTS) == set(LinkStatus)


def test_every_kind_has_words() -> None:
    assert set(KIND_TEXTS) == set(Kind)


HOUR, DAY = 3600.0, 24 * 3600.0


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        *((1, "in 1 second"), (59, "in 59 seconds"), (60, "in 1 minute"), (59.4 * 60, "in 59 minutes")),
        *((59.6 * 60, "in 1 hour"), (23.4 * HOUR, "in 23 hours"), (23.6 * HOUR, "in 1 day"), (1.4 * DAY, "in 1 day")),
        *((5 * DAY, "in 5 days"), (6 * DAY, "in 6 days"), (7 * DAY, "in 7 days"), (7 * DAY - 1, "in 7 days")),
        *((10 * DAY, "in 10 days"), (29 * DAY, "in 29 days"), (31 * DAY, "in 31 days"), (60 * DAY, "in 60 days")),
        *((60.4 * DAY, "in 60 days"), (60.6 * DAY, "in 9 weeks"), (61 * DAY, "in 9 weeks"), (90 * DAY, "in 13 weeks")),
        *((26.4 * 7 * DAY, "in 26 weeks"), (26.6 * 7 * DAY, "in 6 months"), (365 * DAY, "in 12 months")),
        *(
            (3650 * DAY, "in 120 months"),
            (0.4, "just now"),
            (-0.4, "just now"),
            (-1 * DAY, "1 day ago"),
            (-8 * DAY, "8 days ago"),
            (-90 * DAY, "13 weeks ago"),
        ),
    ],
)
def test_days_are_counted_up_to_60_then_weeks_and_months(site: Site, seconds: float, words: str) -> None:
    now = datetime(2026, 11, 5, tzinfo=UTC)
    with site.app.test_request_context():
        assert time_until(now + timedelta(seconds=seconds), now) == words


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "es",
            ["dentro de 1 día", "dentro de 2 días", "dentro de 60 días", "dentro de 9 semanas", "dentro de 12 meses"],
        ),
        ("he", ["בעוד יום", "בעוד יומיים", "בעוד 60 ימים", "בעוד 9 שבועות", "בעוד 12 חודשים"]),
    ],
)
def test_each_language_has_its_plurals(site: Site, language: str, words: list[str]) -> None:
    """In Hebrew no number stands twice, as a word and in brackets."""
    now = datetime(2026, 11, 5, tzinfo=UTC)
    with site.app.test_request_context(headers={"Accept-Language": language}):
        assert [time_until(now + timedelta(days=days), now) for days in (1, 2, 60, 61, 365)] == words


@pytest.mark.parametrize(
    ("zone", "name"),
    [
        ("Europe/Berlin", "CET"),
        ("Asia/Jerusalem", "IST"),
        ("America/Sao_Paulo", "UTC-03"),
        ("Asia/Kathmandu", "UTC+0545"),
        ("UTC", "UTC"),
    ],
)
def test_every_time_has_the_name_of_its_zone(site: Site, monkeypatch: pytest.MonkeyPatch, zone: str, name: str) -> None:
    """Also on the command line (contract 2.22)."""
    instant = datetime(2026, 12, 5, 21, tzinfo=UTC)
    with site.app.test_request_context():
        session["timezone"] = zone
        assert when_text(instant).endswith(f" {name}")
        monkeypatch.setattr(settings(), "timezone", zone)
        assert local_time(instant).endswith(f" {name}")


@pytest.mark.parametrize(("language", "shown"), [("en", "12,000"), ("es", "12.000"), ("he", "12,000")])
def test_numbers_are_written_as_the_language_writes_them(site: Site, language: str, shown: str) -> None:
    with site.app.test_request_context(headers={"Accept-Language": language}):
        assert clicks(12_000, None).startswith(f"{shown} ")
        assert shown in clicks(12_000, 1_000_000)
        assert clicks_used(12_000, None) == shown
        for way in ("{{ _('%(limit)s', limit=12000) }}", "{{ ngettext('%(num)s', '%(num)s', 12000) }}"):
            assert render_template_string(way) == shown
        assert render_template_string("{% trans n=12000 %}{{ n }}{% pluralize %}{{ n }}{% endtrans %}") == shown
        assert ngettext("%(num)s of %(all)s", "%(num)s of %(all)s", 12_000, all=12_000) == f"{shown} of {shown}"
