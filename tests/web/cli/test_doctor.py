"""`guestlink doctor`: healthy only when every part answers and nothing is late (contract 7.14, 11.7)."""

import json
from datetime import UTC, datetime, timedelta
from http.server import HTTPServer

import pytest
from sqlalchemy import delete

from models.config.settings import settings
from models.plumbing import database
from models.plumbing.database_faults import Fault
from models.site import audit
from models.tables import MaintenanceRun, PartReport, Workflow
from models.tables import Site as FoundedSite
from models.upkeep import running
from models.upkeep.parts import PARTS
from tests.conftest import forget
from tests.vocabulary.patches import fill_disk, fill_disk_of
from tests.vocabulary.site import Site, now
from tests.web.cli.conftest import LivingWeb, Run, report_part, troubles


@pytest.mark.usefixtures("web")
def test_a_new_site_whose_parts_answer_is_healthy(run: Run) -> None:
    assert troubles(run) == {}
    assert "Healthy." in run("doctor").out


def test_a_web_that_does_not_answer_is_reported(run: Run, web: HTTPServer) -> None:
    web.shutdown()
    web.server_close()
    assert troubles(run) == {"web": "does not answer"}


@pytest.mark.usefixtures("web")
def test_a_web_behind_a_proxy_that_hides_readyz_is_healthy(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LivingWeb, "paths", ("/healthz",))
    assert troubles(run) == {}
    monkeypatch.setattr(LivingWeb, "paths", ("/readyz",))
    assert troubles(run) == {"web": "answers 404"}


@pytest.mark.usefixtures("web")
def test_a_failed_workflow_is_reported_until_it_is_retried(run: Run, site: Site) -> None:
    workflow = Workflow(event="access_off", media_id=site.media(), epoch=1, created_at=now(), due_at=now())
    workflow.state = "failed"
    with database.writing() as db:
        db.add(workflow)
    assert troubles(run) == {"workflows": "1 failed; see Maintenance"}
    with database.writing() as db:
        db.merge(workflow).state = "open"
    assert troubles(run) == {}


@pytest.mark.usefixtures("web")
def test_tasks_that_do_not_run_are_late_until_a_sweep_runs_them(run: Run) -> None:
    with database.writing() as db:
        db.get_one(FoundedSite, 1).created_at -= timedelta(minutes=2)
    assert "expire_links" in troubles(run)["late"]
    run("sweep")
    assert troubles(run) == {}


def forget_reports() -> None:
    with database.writing() as db:
        db.execute(delete(PartReport))


@pytest.mark.usefixtures("web")
def test_parts_that_were_never_heard_of_are_not_healthy(run: Run) -> None:
    """Also on a site so new that no task is late."""
    forget_reports()
    assert troubles(run) == {"worker": "is silent", "media worker": "is silent", "beat": "is silent"}
    report_part("worker", ago=5)
    assert troubles(run) == {"media worker": "is silent", "beat": "is silent"}
    assert "has never reported" in run("doctor").out


@pytest.mark.usefixtures("web")
def test_signs_of_life_in_what_is_the_future_now_are_not_healthy(run: Run) -> None:
    """The clock was set back while the parts were stopped."""
    for part in PARTS:
        report_part(part, ago=-3600)
    assert troubles(run) == {"worker": "is silent", "media worker": "is silent", "beat": "is silent"}


@pytest.mark.usefixtures("web")
def test_a_media_worker_is_missed_after_a_minute(run: Run) -> None:
    report_part("media", ago=55)
    assert troubles(run) == {}
    report_part("media", ago=61)
    assert troubles(run) == {"media worker": "is silent"}


WORKER, BEAT = "The worker is silent.", "The scheduler (beat) is silent"


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(
    ("worker", "beat", "words"),
    [
        (70, 70, {"worker": WORKER}),
        # A part counts as silent before a task is late (a minute), so that a late task always has a reason.
        (31, 31, {"worker": WORKER}),
        (5, 31, {"beat": BEAT}),
        (29, 29, {"": "Worker and beat are running"}),
        (None, None, {"worker": WORKER}),
        (5, 70, {"beat": BEAT}),
        (5, None, {"beat": BEAT}),
        (5, 5, {"": "Worker and beat are running"}),
    ],
)
def test_late_tasks_are_reported_with_the_reason(
    run: Run, worker: float | None, beat: float | None, words: dict[str, str]
) -> None:
    with database.writing() as db:
        db.get_one(FoundedSite, 1).created_at -= timedelta(minutes=2)
    forget_reports()
    report_part("media", ago=5)
    for part, ago in (("worker", worker), ("beat", beat)):
        if ago is not None:
            report_part(part, ago=ago)
    [(silent, why)] = words.items()
    never = {part for part, ago in (("worker", worker), ("beat", beat)) if ago is None}
    without_late = {name: trouble for name, trouble in troubles(run).items() if name != "late"}
    assert without_late == dict.fromkeys({*never, *filter(None, [silent])}, "is silent")
    document = json.loads(run("doctor", "--json").out)
    assert set(document["why"]) == set(document["late"]) >= {"expire_links", "dispatch_workflows"}
    assert all(text.startswith(why) for text in document["why"].values())
    assert why in run("doctor").out


@pytest.mark.usefixtures("web")
def test_a_failing_task_is_reported_with_its_error(run: Run) -> None:
    with database.writing() as db:
        db.get_one(FoundedSite, 1).created_at -= timedelta(minutes=2)
    run("sweep")
    with database.writing() as db:
        db.get_one(MaintenanceRun, "expire_links").last_success_at = now() - timedelta(minutes=2)
    running.record_failure("expire_links", ValueError("dana@example.com"), now=now())
    report_part("worker", ago=5)
    assert troubles(run) == {"late": "expire_links"}
    assert "late: expire_links. They fail: ValueError." in run("doctor").out


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("ahead", [-6.0, 6.0, -4.0, 4.0])
@pytest.mark.parametrize("part", ["worker", "beat", "web"])
def test_a_wrong_clock_is_reported(run: Run, part: str, ahead: float, monkeypatch: pytest.MonkeyPatch) -> None:
    if part == "web":
        monkeypatch.setattr(LivingWeb, "clock_ahead", ahead)
    else:
        report_part(part, ago=5, clock_ahead=ahead)
    words = {-6.0: "its clock is 6 s behind the database's", 6.0: "its clock is 6 s ahead of the database's"}
    assert troubles(run) == ({part: words[ahead]} if ahead in words else {})


@pytest.mark.usefixtures("web")
def test_a_disk_that_is_nearly_full_is_reported(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    fill_disk(monkeypatch, free=5 * 1024**2)
    assert troubles(run) == {"disk": "nearly full: 5 MiB left"}


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("full", ["data", "media"])
def test_a_disk_of_the_media_folder_alone_is_examined_too(run: Run, monkeypatch: pytest.MonkeyPatch, full: str) -> None:
    fill_disk_of(monkeypatch, full, free=5 * 1024**2)
    named = f" for {settings().media_folder}" if full == "media" else ""
    assert troubles(run) == {"disk": f"nearly full: 5 MiB left{named}"}


@pytest.mark.usefixtures("web")
def test_it_says_when_the_last_backup_was_made(run: Run) -> None:
    """Other programs may make some, so none is no trouble."""
    assert "none is known" in run("doctor").out
    with database.writing() as db:
        audit.note(db, "backup_made", user_id=None, now=datetime(2026, 3, 1, 12, 30, tzinfo=UTC))
    assert "last made 2026-03-01 12:30 UTC" in run("doctor").out
    assert troubles(run) == {}


@pytest.mark.usefixtures("web")
def test_a_setting_with_a_typing_mistake_is_named_and_is_no_trouble(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert "no such setting" not in run("doctor").out
    monkeypatch.setenv("GUESTLINK_RETENTION_DAY", "30")
    assert "there is no such setting: GUESTLINK_RETENTION_DAY" in run("doctor").out
    assert troubles(run) == {}


@pytest.mark.usefixtures("web")
def test_a_dead_database_is_reported_and_the_other_parts_too(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUESTLINK_DATABASE_URL", "postgresql://nobody:hush@127.0.0.1:9/none")
    forget()
    assert troubles(run) == {"database": Fault.REFUSED.value}
    assert "hush" not in run("doctor").out


@pytest.mark.usefixtures("web")
def test_a_missing_media_folder_is_reported(run: Run) -> None:
    settings().media_folder.rmdir()
    assert troubles(run) == {"media": "the folder is missing"}
