"""The floors' SQL for PostgreSQL: what a request of a guest must ask and write, in one statement each, as one would
write it by hand. They decide by the same rules as Guestlink; a test compares the rows that both write."""

_CAUSE = """\
CASE WHEN NOT l.media_available THEN 'media_gone'
     WHEN l.deleted_at IS NOT NULL THEN 'deleted'
     WHEN l.owner_stopped OR (SELECT count(*) FROM module WHERE enabled AND name IN {modules}) < 2 THEN 'unavailable'
     WHEN l.ended_at IS NOT NULL OR l.expires_at <= {now} THEN 'expired'
     WHEN l.clicks >= l.click_limit THEN 'limit_reached'
     WHEN NOT l.access_on THEN 'off' WHEN l.starts_at > {now} THEN 'not_yet' ELSE 'active' END"""
_MODULES = "('Invitetomedia', 'Theming/mediapage')"
_OPEN = f"""\
l.media_available AND l.deleted_at IS NULL AND l.access_on AND NOT l.owner_stopped
AND (SELECT count(*) FROM module WHERE enabled AND name IN {_MODULES}) = 2
AND l.ended_at IS NULL AND (l.expires_at IS NULL OR l.expires_at > %(now)s)
AND (l.starts_at IS NULL OR l.starts_at <= %(now)s)"""

# All that the entry page shows.
PAGE = f"""
SELECT {_CAUSE.format(modules=_MODULES, now="%(now)s")}, i.title, i.kind, u.name, f.duration_seconds
FROM guest_link l JOIN media_item i ON i.id = l.media_id JOIN user_account u ON u.id = i.owner_id
LEFT JOIN media_file f ON f.media_id = i.id AND f.role = 'video'
WHERE l.token_hash = %(token_hash)s"""

# A form that was admitted before makes it fail, by the unique form id.
ADMIT = f"""
WITH link AS (
  UPDATE guest_link l SET clicks = clicks + 1
  WHERE token_hash = %(token_hash)s AND {_OPEN} AND (click_limit IS NULL OR clicks < click_limit)
  RETURNING id, clicks, click_limit, access_epoch),
guests AS (
  INSERT INTO guest_group (link_id, created_at) SELECT id, %(now)s FROM link ON CONFLICT DO NOTHING),
entry AS (
  INSERT INTO guest_entry (link_id, ordinal, click_limit, name, email, folded, entered_at, form_hash)
  SELECT id, clicks, click_limit, %(name)s, %(email)s, %(folded)s, %(now)s, %(form_hash)s FROM link
  RETURNING id, link_id),
session AS (
  INSERT INTO guest_session (link_id, entry_id, secret_hash, epoch, last_load_at)
  SELECT link.id, entry.id, %(form_hash)s, link.access_epoch, %(now)s FROM link, entry RETURNING id, link_id)
INSERT INTO guest_membership (session_id, link_id) SELECT id, link_id FROM session RETURNING session_id"""

# The page right, the load, the new visit, and all that the media page shows.
LOAD = f"""
WITH session AS (
  UPDATE guest_session s SET last_load_at = greatest(s.last_load_at, %(now)s) FROM guest_link l
  WHERE s.secret_hash = %(session_hash)s AND l.id = s.link_id AND l.token_hash = %(token_hash)s
    AND s.last_load_at > %(now)s - interval '30 days' AND l.access_epoch = s.epoch AND {_OPEN}
    AND EXISTS (SELECT FROM guest_membership m WHERE m.session_id = s.id)
  RETURNING s.id, s.entry_id, l.media_id, l.play_epoch),
visit AS (
  INSERT INTO visit (key, session_id, media_id, started_at, last_seen_at, play_epoch)
  SELECT %(key)s, id, media_id, %(now)s, %(now)s, play_epoch FROM session)
SELECT e.name, i.title, i.description, i.created_at, u.name, f.id, f.content_type, f.width, f.height
FROM session JOIN guest_entry e ON e.id = session.entry_id JOIN media_item i ON i.id = session.media_id
JOIN user_account u ON u.id = i.owner_id LEFT JOIN media_file f ON f.media_id = i.id AND f.role = 'video'"""

# Records all due links, and starts the workflow of each.
EXPIRE = """
WITH due AS (
  UPDATE guest_link SET expiry_recorded_at = %(now)s
  WHERE expires_at <= %(now)s AND expiry_recorded_at IS NULL AND deleted_at IS NULL
  RETURNING id, media_id, access_epoch),
started AS (
  INSERT INTO workflow (event, media_id, link_id, epoch, state, created_at, due_at)
  SELECT 'link_expired', media_id, id, access_epoch, 'open', %(now)s, %(now)s FROM due RETURNING id)
INSERT INTO workflow_step (workflow_id, position, name, state, tries, failures, rows)
SELECT started.id, step.position, step.name, 'waiting', 0, 0, 0
FROM started, (VALUES (0, 'tell_owner'), (1, 'remove_guests'), (2, 'remove_groups')) step (position, name)"""


def searched(name: str, email: str) -> str:
    """The text in which owners search. Enough for the names that the load types."""
    return f"{name}\n{email}".lower()
