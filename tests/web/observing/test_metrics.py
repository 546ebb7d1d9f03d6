"""`/metrics`: what it shows, that every process shows the same of the database, and who may read it (contract 11.6,
11.71)."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.parser import text_string_to_metric_families

from models.plumbing import database
from models.site import audit
from models.tables import Site as FoundedSite
from models.upkeep import running
from models.upkeep.maintenance_tasks import MAINTENANCE_TASKS
from models.upkeep.parts import record_report
from tests.conftest import forget
from tests.vocabulary.patches import fill_disk_of
from tests.vocabulary.site import Guests, Site, now
from web.app import create_app
from web.guest import media_page

Samples = dict[tuple[str, ...], float]


def scraped(site: Site, **environ: Any) -> Samples:
    """Each sample by its name and the values of its labels."""
    answer = site.browser().get("/metrics", environ_overrides=environ)
    assert answer.status_code == 200
    samples = {}
    for family in text_string_to_metric_families(answer.text):
        for sample in family.samples:
            samples[(sample.name.removeprefix("guestlink_"), *sample.labels.values())] = sample.value
    return samples


def risen(before: Samples, after: Samples) -> Samples:
    """What this process has counted in between."""
    names = ("admissions", "refusals", "requests")
    return {
        key: value - before.get(key, 0)
        for key, value in after.items()
        if key[0].startswith(names) and value != before.get(key, 0) and "/metrics" not in key
    }


def test_admissions_refusals_and_requests_are_counted_by_route_and_cause(site: Site, guest: Guests) -> None:
    link = site.link(clicks=1)
    before = scraped(site)
    dana = guest(link)
    form = dana.form()
    for _ in range(2):
        dana.send(form)
    guest(link).client.get(dana.address)
    site.browser().get("/g/unknown")
    site.browser().get("/nowhere/secret")
    site.browser().get("/login", headers={"Host": "evil.example"})
    assert risen(before, scraped(site)) == {
        ("admissions_total",): 1,
        ("requests_total", "/g/<token>", "2xx"): 1,
        ("requests_total", "/g/<token>", "3xx"): 2,
        ("requests_total", "/g/<token>", "4xx"): 2,
        ("requests_total", "none", "4xx"): 2,
        ("refusals_total", "limit_reached"): 1,
        ("refusals_total", "unknown_link"): 1,
        ("refusals_total", "not_found"): 1,
        ("refusals_total", "host"): 1,
    }


def test_a_page_that_is_asked_for_before_its_guest_does_is_no_error(
    site: Site, guest: Guests, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its 503 only tells the browser to ask again (contract 3.37). Other answers of 503 are errors."""
    dana = guest()
    dana.enter()
    before = scraped(site)
    assert dana.client.get(dana.address, headers={"Sec-Purpose": "prefetch"}).status_code == 503
    assert dana.client.get(dana.address, headers={"Sec-Purpose": "prefetch;prerender"}).status_code == 503
    assert risen(before, scraped(site)) == {("requests_total", "/g/<token>", "ahead"): 2}
    monkeypatch.setattr(media_page, "load", None)
    assert dana.client.get(dana.address).status_code == 503
    assert ("requests_total", "/g/<token>", "5xx") in risen(before, scraped(site))


def test_every_process_shows_the_same_figures_of_the_database(site: Site, guest: Guests) -> None:
    dana = guest(site.link())
    dana.enter()
    dana.watch()
    dana.watch()
    site.delete_link(site.link())
    running.run_task("expire_links", now=now())
    with database.writing() as db:
        record_report(db, "worker", "a", clock_ahead=-7.5, now=now())
        record_report(db, "beat", "", clock_ahead=2.5, now=now() - timedelta(seconds=20))
    samples = scraped(site)
    assert samples["database_up",] == 1
    assert samples["unfinished_uploads",] == 0
    assert samples["connected_guests",] == 1, "guests, not pages"
    assert (samples["workflows", "open"], samples["workflows", "failed"]) == (1, 0)
    assert samples["sweep_successes_total", "expire_links"] == 1
    assert samples["clock_ahead_seconds", "worker"] == -7.5
    assert samples["clock_ahead_seconds", "beat"] == 2.5
    assert 20 <= samples["part_silent_seconds", "beat"] < 80
    assert samples["disk_free_bytes",] > 0
    assert {key[1] for key in samples if key[0] == "seconds_since_success"} == set(MAINTENANCE_TASKS)
    assert samples["task_late", "expire_links"] == 0
    stable = {key: value for key, value in samples.items() if key[0] in {"workflows", "sweep_rows_total", "task_late"}}
    other = scraped(Site(create_app(), site.maker))
    assert {key: other[key] for key in stable} == stable


def test_a_part_that_never_reported_is_silent_since_the_founding(site: Site) -> None:
    """So an alert on this figure finds a media worker that was forgotten."""
    with database.writing() as db:
        db.get_one(FoundedSite, 1).created_at = now() - timedelta(seconds=500)
        record_report(db, "worker", "a", clock_ahead=0, now=now())
    samples = scraped(site)
    assert samples["part_silent_seconds", "worker"] < 60
    for part in ("media", "beat"):
        assert 500 <= samples["part_silent_seconds", part] < 560


def test_the_age_of_the_last_backup_is_shown_once_there_is_one(site: Site) -> None:
    assert ("seconds_since_backup",) not in scraped(site)
    for age in (9000, 3000):
        with database.writing() as db:
            audit.note(db, "backup_made", user_id=None, now=now() - timedelta(seconds=age))
    assert 3000 <= scraped(site)["seconds_since_backup",] < 3060


@pytest.mark.parametrize("full", ["data", "media"])
def test_the_free_space_is_that_of_the_fuller_disk(site: Site, monkeypatch: pytest.MonkeyPatch, full: str) -> None:
    fill_disk_of(monkeypatch, full, free=7)
    assert scraped(site)["disk_free_bytes",] == 7


def test_a_dead_database_is_shown_and_the_process_goes_on_counting(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    scraped(site)
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", "postgresql://nobody@127.0.0.1:9/none")
    forget()
    samples = scraped(site)
    assert samples["database_up",] == 0
    assert samples["disk_free_bytes",] > 0, "its disk may be full"
    assert samples["requests_total", "/metrics", "2xx"] >= 1


LISTED = "10.1.0.0/16, 192.0.2.7,2001:db8::/32"
FAR = ["10.2.0.1", "192.0.2.8", "2001:db9::1", "", "unix:", "::ffff:10.2.0.1"]


@pytest.mark.parametrize("peer", ["127.0.0.1", "::1", "10.1.2.3", "192.0.2.7", "2001:db8::5", "::ffff:10.1.2.3"])
@pytest.mark.parametrize("host", ["web:8000", "10.1.0.9:8000", "localhost", "evil.example"])
def test_an_allowed_scrape_may_name_any_host(site: Site, monkeypatch: pytest.MonkeyPatch, peer: str, host: str) -> None:
    monkeypatch.setenv("GUESTLINK_METRICS_FROM", LISTED)
    forget()
    assert scraped(site, REMOTE_ADDR=peer, HTTP_HOST=host)
    other = site.browser().get("/login", environ_overrides={"REMOTE_ADDR": peer, "HTTP_HOST": host})
    assert other.status_code == (200 if host == "localhost" else 400), "every other page still checks the host"


@pytest.mark.parametrize("peer", FAR)
@pytest.mark.parametrize("hops", ["0", "1"])
def test_for_everybody_else_metrics_is_404(
    environment: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest, peer: str, hops: str
) -> None:
    monkeypatch.setenv("GUESTLINK_METRICS_FROM", LISTED)
    monkeypatch.setenv("GUESTLINK_TRUSTED_HOPS", hops)
    site: Site = request.getfixturevalue("site")
    for method in ("GET", "HEAD"):
        answer = site.browser().open("/metrics", method=method, environ_overrides={"REMOTE_ADDR": peer})
        assert answer.status_code == 404
        assert "guestlink_" not in answer.text


@pytest.mark.parametrize(
    "header",
    [
        {"X-Forwarded-For": "127.0.0.1"},
        {"X-Forwarded-For": ""},
        {"Forwarded": "for=127.0.0.1"},
        {"X-Real-IP": "10.1.2.3"},
        {"X-Forwarded-Host": "localhost"},
        {"X-Forwarded-Proto": "https"},
        {"CF-Connecting-IP": "10.1.2.3"},
        {"guestlink.metrics": "1", "Via": "1.1 proxy"},
    ],
    ids=str,
)
@pytest.mark.parametrize("hops", ["0", "1"])
def test_a_forwarded_request_gets_no_metrics(
    environment: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    header: dict[str, str],
    hops: str,
) -> None:
    monkeypatch.setenv("GUESTLINK_TRUSTED_HOPS", hops)
    site: Site = request.getfixturevalue("site")
    assert site.browser().get("/metrics", headers=header).status_code == 404
    named = site.browser().get("/metrics", headers=header | {"Host": "evil.example"})
    assert named.status_code in {400, 404}


def test_unreadable_networks_refuse_to_start(monkeypatch: pytest.MonkeyPatch) -> None:
    from models.errors import Misconfigured

    monkeypatch.setenv("GUESTLINK_METRICS_FROM", "10.0.0.0/8,nonsense")
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_METRICS_FROM must be networks"):
        create_app()
