"""A large site, made by the database itself: people, items, links, entries, sessions and visits in a few statements.

Nothing is due on it, except the sort keys of its people, which `founding.migrate` makes. The first link is the
busiest: it has a tenth of all entries. The last visits are connected. Person 1 is the admin, person 3 owns half of the
items, and each of the others a few.
"""

from datetime import datetime

from sqlalchemy import Connection, Engine, text

from models.plumbing import keys
from tests.vocabulary.maker import NOW

ITEMS_FOR_EACH = 10
TABLES = (
    "user_account",
    "media_item",
    "media_file",
    "guest_link",
    "guest_entry",
    "guest_session",
    "visit",
    "workflow",
    "audit_entry",
)

# {series}: the numbers i from 1 to :rows. {ago:SECONDS}: the instant so many seconds before :now. {later:SECONDS}
STATEMENTS = {
    "people": """INSERT INTO user_account (id, email, name, role, created_at)
        SELECT i, 'person' || i || '@example.com', 'Person ' || (i * 7919 % 1000003),
            CASE WHEN i = 1 THEN 'admin' ELSE 'contributor' END, {ago:0} FROM {series}""",
    "items": """INSERT INTO media_item (id, kind, title, description, visibility, owner_id, created_at, guest_access,
            access_epoch, past_views, past_plays, folded)
        SELECT i, 'video', 'Item ' || i, '', CASE WHEN i % 1000 = 0 THEN 'site' ELSE 'private' END,
            CASE WHEN i % 2 = 0 AND :people > 2 THEN 3 ELSE 1 + i % :people END,
            {ago:0}, true, 1, 0, 0, 'item ' || i FROM {series}""",
    "files": """INSERT INTO media_file (id, media_id, role, language, stored_name, content_type, size, created_at)
        SELECT i, i, 'video', '', 'file' || i || '.mp4', 'video/mp4', 10, {ago:0} FROM {series}""",
    # A tenth has expired, and that is recorded. A third never ends.
    "links": """INSERT INTO guest_link (id, media_id, slot, name, key_id, token_salt, token_hash, token_alphabet,
            clicks, created_at, expires_at, access_on, access_epoch, media_available, expiry_recorded_at, folded)
        SELECT i, 1 + (i - 1) % :items, 1 + (i - 1) / :items, 'Link ' || i, :key, {salt}, 'token' || i, 'letters', 0,
            {ago:400 * 86400},
            CASE WHEN i % 10 = 9 THEN {ago:i % 300} WHEN i % 3 > 0 THEN {later:86400 * (1 + i % 300)} END,
            true, 1, true, CASE WHEN i % 10 = 9 THEN {ago:0} END, 'link ' || i FROM {series}""",
    "groups": "INSERT INTO guest_group (link_id, created_at) SELECT id, created_at FROM guest_link",
    "entries": """INSERT INTO guest_entry (id, link_id, ordinal, name, email, entered_at, form_hash, watched_seconds,
            folded)
        SELECT i, link_id, row_number() OVER (PARTITION BY link_id ORDER BY i), 'Dana ' || number,
            'dana' || number || '@example.com', {ago:(:rows - i) % (80 * 86400)}, 'form' || i, number % 7200,
            'dana ' || number || {line} || 'dana' || number || '@example.com'
        FROM (SELECT i, CAST(i AS bigint) * 7919 % 1000003 AS number,
            CASE WHEN i % 10 = 0 OR :links = 1 THEN 1 ELSE 2 + i % (:links - 1) END AS link_id
            FROM {series}) AS entered""",
    "clicks": """UPDATE guest_link SET clicks = entries.number
        FROM (SELECT link_id, count(*) AS number FROM guest_entry GROUP BY link_id) AS entries
        WHERE entries.link_id = guest_link.id""",
    "sessions": """INSERT INTO guest_session (id, link_id, entry_id, secret_hash, epoch, last_load_at)
        SELECT i, (SELECT link_id FROM guest_entry WHERE id = i), i, 'secret' || i, 1, {ago:(:rows - i) % (29 * 86400)}
        FROM {series}""",
    "memberships": "INSERT INTO guest_membership (session_id, link_id) SELECT id, link_id FROM guest_session",
    "visits": """INSERT INTO visit (id, key, session_id, media_id, started_at, last_seen_at, played_at)
        SELECT id, 'visit' || id, id, 1 + (link_id - 1) % :items, {ago:600}, {ago:id % 60}, {ago:600}
        FROM guest_session WHERE id > :rows - :connected""",
    "views": """UPDATE media_item SET past_views = visits.number, past_plays = visits.number
        FROM (SELECT 1 + (link_id - 1) % :items AS media_id, count(*) AS number FROM guest_session
            WHERE id <= :rows - :connected GROUP BY 1) AS visits
        WHERE visits.media_id = media_item.id""",
    "workflows": """INSERT INTO workflow (id, event, media_id, link_id, epoch, state, created_at, due_at, ended_at)
        SELECT i, 'link_expired', (SELECT media_id FROM guest_link WHERE id = i), i, 1, 'done', {ago:60}, {ago:60},
            {ago:50} FROM {series}""",
    "steps": """INSERT INTO workflow_step (workflow_id, position, name, state, tries, failures, deaths, rows)
        SELECT id, 0, 'tell_owner', 'done', 1, 0, 0, 1 FROM workflow""",
    "notices": """INSERT INTO notice (user_id, workflow_id, link_id, event, created_at)
        SELECT media_item.owner_id, workflow.id, link_id, event, workflow.created_at
        FROM workflow JOIN media_item ON media_item.id = media_id""",
    # A few of the oldest are of an act that never came again.
    "audit": """INSERT INTO audit_entry (id, at, user_id, act, media_id, link_id, detail)
        SELECT i, {ago:(:rows - i) * 9}, CASE WHEN i % 20 > 0 THEN 1 + i % :people END,
            CASE WHEN i < 6 THEN 'look_changed' WHEN i % 3 = 0 THEN 'media_added' WHEN i % 3 = 1 THEN 'link_created'
                ELSE 'access_on' END,
            1 + i % :items, CASE WHEN i % 3 = 1 THEN 1 + i % :links END, 'Item' FROM {series}""",
}


class Instant:
    """An instant so many seconds before (-1) or after (1) the parameter `now`, as SQL. The seconds are SQL too."""

    def __init__(self, sign: int, dialect: str) -> None:
        self.sign, self.dialect = sign, dialect

    def __format__(self, seconds: str) -> str:
        if self.dialect == "postgresql":
            return f"CAST(:now AS timestamptz) + make_interval(secs => {self.sign} * ({seconds}))"
        # As SQLAlchemy writes times.
        return f"strftime('%Y-%m-%d %H:%M:%S', :now, ({self.sign} * ({seconds})) || ' seconds') || '.000000'"


def make_large_site(
    bind: Engine,
    *,
    items: int = 100_000,
    links: int = 300_000,
    entries: int = 3_000_000,
    connected: int = 10_000,
    now: datetime = NOW,
) -> None:
    """On a migrated and empty site. At most three links for each item. Person 1 is the admin."""
    people = max(2, items // ITEMS_FOR_EACH)
    rows = {"people": people, "items": items, "files": items, "links": links, "workflows": links // 10}
    rows["audit"] = 10 * items
    values: dict[str, object] = {"items": items, "links": links, "people": people, "key": keys.key_id()}
    values["connected"] = min(connected, entries)
    with bind.begin() as connection:
        if bind.dialect.name == "postgresql":
            connection.execute(text("SET LOCAL session_replication_role = replica; SET LOCAL statement_timeout = 0"))
        for name, statement in STATEMENTS.items():
            _run(connection, statement, {**values, "rows": rows.get(name, entries), "now": now})
        if bind.dialect.name == "postgresql":
            for table in TABLES:
                connection.execute(text(f"SELECT setval('{table}_id_seq', (SELECT max(id) FROM {table}))"))
    _gather_statistics(bind)


def _run(connection: Connection, statement: str, values: dict[str, object]) -> None:
    dialect = connection.dialect.name
    is_postgresql = dialect == "postgresql"
    series = "generate_series(1, :rows) AS i"
    if not is_postgresql:
        values["now"] = str(values["now"])[:19]
        series = "(WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :rows) SELECT i FROM n)"
    salt = "CAST('salt' AS bytea)" if is_postgresql else "CAST('salt' AS blob)"
    parts = {"series": series, "salt": salt, "ago": Instant(-1, dialect), "later": Instant(1, dialect)}
    parts["line"] = "chr(10)" if is_postgresql else "char(10)"
    sql = statement.format(**parts)
    connection.execute(text(sql), {name: value for name, value in values.items() if f":{name}" in sql})


def _gather_statistics(bind: Engine) -> None:
    if bind.dialect.name != "postgresql":
        with bind.begin() as connection:
            connection.execute(text("ANALYZE"))
        return
    with bind.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("SET statement_timeout = 0"))
        connection.execute(text("VACUUM ANALYZE"))
        connection.execute(text("RESET statement_timeout"))
