"""Thousands of workflows that have something to do, inserted as rows, and their messages in the queue."""

import uuid
from dataclasses import dataclass
from typing import Any, Self

from kombu.connection import Connection
from sqlalchemy import text

from models.plumbing import database, keys
from tests.proofs.faults.finding import Finding
from tests.proofs.faults.rig import Rig

# Access to each item was turned off and on again. Each has a guest of the former epoch, who must be removed, and one of
# the present epoch, who must stay.
ROWS = """
WITH item AS (
  INSERT INTO media_item (kind, title, description, visibility, owner_id, created_at, guest_access, access_epoch,
                          past_views, past_plays)
  SELECT 'room', :title, '', 'private', (SELECT min(id) FROM user_account), now(), true, 2, 0, 0
  FROM generate_series(1, :count) RETURNING id
), link AS (
  INSERT INTO guest_link (media_id, slot, name, key_id, token_salt, token_hash, clicks, created_at, access_on,
                          access_epoch, media_available)
  SELECT id, 1, 'A link', :key, decode(md5(id::text), 'hex'), md5('a' || id) || md5('b' || id), 2, now(), true, 2, true
  FROM item RETURNING id, media_id
), guests AS (
  INSERT INTO guest_group (link_id, created_at) SELECT id, now() FROM link
), entry AS (
  INSERT INTO guest_entry (link_id, ordinal, name, email, entered_at, form_hash)
  SELECT id, nth, 'Dana', 'dana@example.com', now(), md5('c' || nth || '-' || id) || md5('d' || nth || '-' || id)
  FROM link, generate_series(1, 2) nth RETURNING id, link_id, ordinal, form_hash
), session AS (
  INSERT INTO guest_session (link_id, entry_id, secret_hash, epoch, last_load_at)
  SELECT link_id, id, form_hash, ordinal, now() FROM entry RETURNING id, link_id
), member AS (
  INSERT INTO guest_membership (session_id, link_id) SELECT id, link_id FROM session
), flow AS (
  INSERT INTO workflow (event, media_id, epoch, state, created_at, due_at, leased_until)
  SELECT 'access_off', id, 1, 'open', now(), now(), now() + interval '10 s' FROM item RETURNING id
)
INSERT INTO workflow_step (workflow_id, position, name, state, tries, failures, deaths, rows)
SELECT id, position, name, 'waiting', 0, 0, 0, 0
FROM flow, (VALUES (0, 'remove_guests'), (1, 'remove_groups')) step (position, name)
RETURNING workflow_id
"""
OF_THESE = "JOIN guest_link ON guest_link.id = link_id JOIN media_item ON media_item.id = media_id WHERE title = :title"


def publish(rig: Rig, bodies: list[Any], **headers: Any) -> int:
    """Put messages into the queue of the workflows, and return how many. A list becomes the arguments of a task, as
    Celery writes them. Anything else is sent as it is."""
    address = (rig.site.secrets / "broker_url").read_text()
    with Connection(address) as connection, connection.channel() as channel:
        producer = connection.Producer(channel)
        for number, body in enumerate(bodies):
            named = {"id": f"rig-{number}", "task": "tasks.advance_workflow", "lang": "py", **headers}
            raw = {} if isinstance(body, list) else {"content_type": "application/json", "content_encoding": "utf-8"}
            content = [body, {}, {}] if isinstance(body, list) else body
            producer.publish(content, exchange="", routing_key="workflows", headers=named, **raw)
    return len(bodies)


@dataclass
class QueuedWorkflows:
    """`title`: the title of their media items, by which they are found again."""

    rig: Rig
    title: str
    ids: list[int]

    @classmethod
    def make(cls, rig: Rig, count: int) -> Self:
        title = f"In the queue {uuid.uuid4().hex}"
        values = {"title": title, "count": count, "key": keys.key_id()}
        with database.writing(rig.engine) as db:
            db.execute(text("SET LOCAL statement_timeout = '120s'"))
            ids = sorted(set(db.execute(text(ROWS), values).scalars()))
        publish(rig, [[workflow_id] for workflow_id in ids])
        return cls(rig, title, ids)

    def check(self, finding: Finding) -> None:
        """When they are done, all guests of the former epoch are gone, and all of the present one are there."""
        finding.expect("workflows failed", self.count_failed(), 0)
        finding.expect("guests of a former epoch left", self._count(f"guest_session {OF_THESE} AND epoch = 1"), 0)
        items = self._count("media_item WHERE title = :title")
        present = self._count(f"guest_session {OF_THESE} AND epoch = 2")
        finding.expect("guests of the present epoch lost", items - present, 0)

    def count_open(self) -> int:
        return self._count(
            "workflow JOIN media_item ON media_item.id = media_id WHERE title = :title AND state = 'open'"
        )

    def count_failed(self) -> int:
        """Of all workflows of the site."""
        return self._count("workflow WHERE state = 'failed'")

    def _count(self, rows: str) -> int:
        with database.reading(self.rig.engine) as db:
            return int(db.execute(text(f"SELECT count(*) FROM {rows}"), {"title": self.title}).scalar_one())
