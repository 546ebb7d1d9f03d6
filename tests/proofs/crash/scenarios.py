"""What is killed: each use-case that changes something, each chore, each workflow, each periodic task."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from models.files import storage
from models.links import issuing, switching
from models.media import captions as media_captions
from models.media import deleting, videos
from models.plumbing import database
from models.recordings.probed import Probed
from models.upkeep.chores import CHORES
from tests.proofs.transactions import acts
from tests.proofs.transactions.acts import media_was_deleted, was_deleted, was_off, writes
from tests.proofs.transactions.instants import EXPIRY, RETENTION, SILENT, SOON
from tests.proofs.transactions.setup import Act, Prepare, Scene, scene
from tests.vocabulary.maker import NOW

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:01.000\nWelcome\n"


@dataclass(frozen=True)
class Scenario:
    """`whole`: one transaction, so that after a kill it has happened or not. `again`: sent twice it is once; without it
    a person looks first, and repeats only what is not there. `at`: None for the real clock, as a task reads it."""

    name: str
    prepare: Prepare
    act: Act
    whole: bool = True
    again: bool = True
    at: datetime | None = SOON
    publishes: bool = False

    @property
    def now(self) -> datetime:
        return self.at or datetime.now(UTC)


def stays(*, played: bool) -> Act:
    def act(bind: Engine, scene: Scene) -> str:
        from models.guests import visiting

        with database.writing(bind) as db:
            now = NOW + timedelta(minutes=2)
            visiting.record_sign_of_life(db, scene.entered[0], scene.keys[0], now=now, played=played)
        return "stays"

    return act


def enters_again(form: str) -> Act:
    """By the form that the web would send: autocommit on PostgreSQL, one IMMEDIATE transaction on SQLite."""

    def act(bind: Engine, scene: Scene) -> str:
        slowly = bind.dialect.name != "postgresql"
        return str(acts.enters(form, slowly=slowly)(bind, scene))

    return act


def imports(clip: Path, probed: Probed) -> Act:
    def act(bind: Engine, scene: Scene) -> str:
        with videos.keep_video(clip, probed, keep=storage.keep_copy) as video, database.writing(bind) as db:
            videos.add_video(db, video, owner_id=scene.link.media.owner_id, title="A holiday", now=SOON)
        return "imported"

    return act


def puts_captions(bind: Engine, scene: Scene, content: bytes = CAPTIONS) -> str:
    """As the edit page does: the replaced file is forgotten after the commit."""
    with media_captions.keep_captions(content) as captions, database.writing(bind) as db:
        replaced = media_captions.put_captions(db, scene.media_id, "en", captions, now=SOON)
    storage.discard(replaced)
    return "put"


def removes_captions(bind: Engine, scene: Scene) -> str:
    with database.writing(bind) as db:
        removed = media_captions.remove_captions(db, scene.media_id, "en")
    storage.discard(removed)
    return "removed"


def runs_task(name: str) -> Act:
    """The task itself, its publishes included; and then whatever lies in the queue of the workflows is delivered."""

    def act(_bind: Engine, _scene: Scene) -> str:
        from tasks import periodic
        from tasks.app import app
        from tasks.workflows import advance

        periodic.sweep(name)
        with app.connection_for_read() as connection, connection.SimpleQueue(app.amqp.queues["workflows"]) as queue:
            while True:
                try:
                    message = queue.get(block=False)
                except queue.Empty:
                    return "swept"
                advance.apply(args=message.payload[0], throw=True)
                message.ack()

    return act


def _guests() -> list[Scenario]:
    watching, ended = scene(guests=1, visits=2), scene(was_off, guests=1, visits=2)
    return [
        Scenario("admit", scene(clicks=2), enters_again("one")),
        Scenario("admit, the last click", scene(clicks=1), enters_again("one")),
        Scenario("start_visit", scene(guests=1), acts.loads(), again=False),
        Scenario("start_visit, refused", ended, acts.loads()),
        Scenario("stay", watching, stays(played=False)),
        Scenario("stay, played", watching, stays(played=True)),
        Scenario("leave", watching, acts.leaves),
    ]


def _owners(clip: Path, probed: Probed) -> list[Scenario]:
    captioned = scene(partial(puts_captions, content=CAPTIONS * 2), guests=2, visits=1)
    return [
        Scenario("create_link", scene(links=2), acts.creates, again=False),
        Scenario("delete_link", scene(guests=1), writes(issuing.delete_link, "link_id")),
        Scenario("turn_on_access", scene(was_off, guests=1), writes(switching.turn_on_access, "media_id")),
        Scenario("turn_off_access", scene(guests=1, visits=1), writes(switching.turn_off_access, "media_id")),
        Scenario("delete_media", captioned, writes(deleting.delete_media, "media_id")),
        Scenario("switch_module", scene(guests=1), acts.switches_module_off),
        Scenario("import a video", scene(), imports(clip, probed), again=False),
        Scenario("put captions", scene(), puts_captions, again=False),
        Scenario("replace captions", captioned, puts_captions),
        Scenario("remove captions", captioned, removes_captions),
    ]


def _was_killed_in_an_upload(_bind: Engine, _scene: Scene) -> None:
    storage.keep_bytes(CAPTIONS, "vtt")


def _due() -> dict[str, tuple[Prepare, datetime]]:
    """For each chore a scene in which something is due at this instant."""
    return {
        "expire_links": (scene(days=1, guests=1, links=2), EXPIRY),
        "deactivate_links": (scene(clicks=1, guests=1), SOON),
        "end_silent_visits": (scene(guests=1, visits=2), SILENT),
        "dispatch_workflows": (scene(was_deleted, was_off, guests=1), SOON),
        "notice_missing_files": (scene(acts.loses_its_file, guests=1), SOON),
        "make_missing_groups": (scene(acts.loses_its_group), SOON),
        "erase_guests": (scene(guests=2), RETENTION),
        "remove_lapsed_sessions": (scene(guests=2, visits=1), RETENTION),
        "end_user_sessions": (scene(), SOON),
        "forget_doubtful_files": (scene(_was_killed_in_an_upload), datetime.now(UTC) + timedelta(hours=25)),
    }


def _workers() -> list[Scenario]:
    from models.tables.workflow import Event

    ends: dict[Event, Prepare] = {
        Event.LINK_EXPIRED: scene(acts.sweeps("expire_links", now=EXPIRY), guests=2, visits=1, days=1),
        Event.LIMIT_REACHED: scene(acts.sweeps("deactivate_links"), guests=1, clicks=1),
        Event.ACCESS_OFF: scene(was_off, guests=2, visits=2),
        Event.LINK_DELETED: scene(was_deleted, guests=2, visits=1),
        Event.MEDIA_DELETED: scene(puts_captions, media_was_deleted, guests=2, visits=1),
    }
    waits = scene(was_off, guests=2, visits=1)
    assert set(_due()) == set(CHORES)
    assert set(ends) == set(Event)
    return [
        *(
            Scenario(name, prepare, acts.sweeps(name, now=now, recorded=True), at=now)
            for name, (prepare, now) in _due().items()
        ),
        *(
            Scenario(f"advance_workflow, {event}", prepare, acts.advances(now=EXPIRY), whole=False, at=EXPIRY)
            for event, prepare in ends.items()
        ),
        Scenario("advance_workflow, a guest watches", waits, acts.advances(), whole=False),
        *(
            Scenario(f"tasks.{name}", prepare, runs_task(name), whole=False, at=None, publishes=True)
            for name, (prepare, _) in _due().items()
        ),
    ]


def scenarios(clip: Path, probed: Probed) -> dict[str, Scenario]:
    return {each.name: each for each in (*_guests(), *_owners(clip, probed), *_workers())}
