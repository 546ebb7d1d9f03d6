"""The floors' SQL for SQLite: the same rules and rows as `statements.py`, in as few statements as SQLite can."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

from tests.benchmarks.floors.statements import searched

_MODULES = "(SELECT count(*) FROM module WHERE enabled AND name IN ('Invitetomedia', 'Theming/mediapage')) = 2"
_OPEN = f"""\
l.media_available AND l.deleted_at IS NULL AND l.access_on AND NOT l.owner_stopped AND {_MODULES}
AND l.ended_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > :now)
AND (l.starts_at IS NULL OR l.starts_at <= :now)"""

PAGE = f"""
SELECT CASE WHEN {_OPEN} AND (l.click_limit IS NULL OR l.clicks < l.click_limit) THEN 'active'
            WHEN NOT l.media_available THEN 'media_gone' WHEN l.deleted_at IS NOT NULL THEN 'deleted'
            WHEN l.owner_stopped OR NOT {_MODULES} THEN 'unavailable'
            WHEN l.ended_at IS NOT NULL OR l.expires_at <= :now THEN 'expired'
            WHEN l.clicks >= l.click_limit THEN 'limit_reached' WHEN NOT l.access_on THEN 'off' ELSE 'not_yet' END,
       i.title, i.kind, u.name, f.duration_seconds
FROM guest_link l JOIN media_item i ON i.id = l.media_id JOIN user_account u ON u.id = i.owner_id
LEFT JOIN media_file f ON f.media_id = i.id AND f.role = 'video'
WHERE l.token_hash = :token_hash"""

_CLICK = f"""
UPDATE guest_link AS l SET clicks = clicks + 1
WHERE token_hash = :token_hash AND {_OPEN} AND (click_limit IS NULL OR clicks < click_limit)
RETURNING id, clicks, click_limit, access_epoch"""
_ENTRY = """
INSERT INTO guest_entry (link_id, ordinal, click_limit, name, email, folded, entered_at, form_hash)
VALUES (?, ?, ?, ?, ?, ?, ?, ?)"""
_SESSION = "INSERT INTO guest_session (link_id, entry_id, secret_hash, epoch, last_load_at) VALUES (?, ?, ?, ?, ?)"

_TOUCH = f"""
UPDATE guest_session AS s SET last_load_at = max(s.last_load_at, :now) FROM guest_link l
WHERE s.secret_hash = :session_hash AND l.id = s.link_id AND l.token_hash = :token_hash
  AND s.last_load_at > datetime(:now, '-30 days') AND l.access_epoch = s.epoch AND {_OPEN}
  AND EXISTS (SELECT 1 FROM guest_membership m WHERE m.session_id = s.id)
RETURNING id"""
_VISIT = """
INSERT INTO visit (key, session_id, media_id, started_at, last_seen_at, play_epoch)
SELECT ?, s.id, l.media_id, ?, ?, l.play_epoch
FROM guest_session s JOIN guest_link l ON l.id = s.link_id WHERE s.id = ?"""
_SHOWN = """
SELECT e.name, i.title, i.description, i.created_at, u.name, f.id, f.content_type, f.width, f.height
FROM guest_session s JOIN guest_entry e ON e.id = s.entry_id JOIN guest_link l ON l.id = s.link_id
JOIN media_item i ON i.id = l.media_id JOIN user_account u ON u.id = i.owner_id
LEFT JOIN media_file f ON f.media_id = i.id AND f.role = 'video' WHERE s.id = ?"""


def now() -> str:
    """As Guestlink writes times there."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")


def admit(connection: sqlite3.Connection, token_hash: str, form_hash: str, name: str, email: str) -> bool:
    at = now()
    link = connection.execute(_CLICK, {"token_hash": token_hash, "now": at}).fetchall()
    if not link:
        return False
    link_id, ordinal, limit, epoch = link[0]
    connection.execute("INSERT OR IGNORE INTO guest_group (link_id, created_at) VALUES (?, ?)", (link_id, at))
    typed = name, email, searched(name, email)
    entry = connection.execute(_ENTRY, (link_id, ordinal, limit, *typed, at, form_hash)).lastrowid
    session = connection.execute(_SESSION, (link_id, entry, form_hash, epoch, at)).lastrowid
    connection.execute("INSERT INTO guest_membership (session_id, link_id) VALUES (?, ?)", (session, link_id))
    return True


def load(connection: sqlite3.Connection, token_hash: str, session_hash: str, key: str) -> tuple[Any, ...] | None:
    at = now()
    touched = connection.execute(_TOUCH, {"token_hash": token_hash, "session_hash": session_hash, "now": at}).fetchall()
    if not touched:
        return None
    connection.execute(_VISIT, (key, at, at, touched[0][0]))
    shown: tuple[Any, ...] | None = connection.execute(_SHOWN, touched[0]).fetchone()
    return shown
