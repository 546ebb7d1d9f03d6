"""Log lines: one for each event, as JSON or as text, with nothing in them that looks secret."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from models.plumbing import logs, request_ids
from tests.vocabulary.logs import log_stream

log = logging.getLogger("kombu.connection")


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """What standard error gets."""
    with log_stream() as output:
        yield output


def last(lines: io.StringIO) -> dict[str, object]:
    document: dict[str, object] = json.loads(lines.getvalue().splitlines()[-1])
    return document


def test_a_line_is_one_document_with_time_part_event_fields_and_request_id(lines: io.StringIO) -> None:
    logs.set_up("worker", lines)
    with request_ids.under() as request_id:
        logging.getLogger("tasks").info("sweep", extra={"task": "expire_links", "rows": 3, "odd": object(), "no": None})
    found = last(lines)
    assert str(found.pop("time")).endswith("+00:00")
    assert found == {
        "level": "info",
        "part": "worker",
        "logger": "tasks",
        "event": "sweep",
        "request_id": request_id,
        "task": "expire_links",
        "rows": 3,
        "odd": "object",
    }
    assert lines.getvalue().count("\n") == 1


def test_on_a_terminal_an_event_is_one_line_of_text(lines: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "isatty", lambda: True)
    logs.set_up("web", lines)
    logging.getLogger("web").warning("request\nof two lines", extra={"route": "/g/<token>", "status": 410})
    line = lines.getvalue()
    assert line.endswith(" web    request of two lines route=/g/<token> status=410\n")
    assert line.count("\n") == 1


def test_libraries_log_only_warnings_and_errors(lines: io.StringIO) -> None:
    logs.set_up("beat", lines)
    for name in ("celery.beat", "uvicorn.error", "sqlalchemy.engine"):
        logging.getLogger(name).info("chatter")
    logging.getLogger("celery.beat").warning("trouble")
    assert [json.loads(line)["event"] for line in lines.getvalue().splitlines()] == ["trouble"]


TOKEN = "7k_J-fd2qEZw-AjYxrczx-UaDP6ob-v9"
SECRETS = [
    (f"GET /g/{TOKEN} HTTP/1.1", "GET /g/… HTTP/1.1"),
    (f"http://media.example.org/g/{TOKEN}/v/0123?x=1", "http://media.example.org/g/…/v/0123?x=1"),
    (f"'/setup/{TOKEN}'", "'/setup/…'"),
    (f"Cookie: guestlink_guest={TOKEN}; __Host-guestlink_owner='x.y-z'", None),
    ("sent to <dana.o'neil@mail.example.org>", "sent to <…@…>"),
    ("DETAIL: Key (email)=(dana@example.com) exists", "DETAIL: Key (email)=(…@…) exists"),
    ("amqp://guest:hush@127.0.0.1:5672//", "amqp://guest:…@127.0.0.1:5672//"),
    ("redis://:hush@cache.example.org/0", "redis://:…@cache.example.org/0"),
    ("guestlink-12@host started", "guestlink-12@host started"),
]


@pytest.mark.parametrize(("text", "expected"), SECRETS)
def test_what_looks_secret_is_masked_in_messages_and_fields(
    lines: io.StringIO, text: str, expected: str | None
) -> None:
    logs.set_up("web", lines)
    log.error("%s", text, extra={"about": text})
    found = last(lines)
    for shown in (found["event"], found["about"]):
        assert not any(secret in str(shown) for secret in (TOKEN, "x.y-z", "neil", "dana", "hush"))
        assert expected is None or shown == expected


@pytest.mark.timeout(30)
@pytest.mark.parametrize("piece", ["a", "guestlink_", "a@", "a.", "://a:", "@a.", "/g/", "'"])
def test_a_long_text_is_masked_whatever_it_repeats(piece: str) -> None:
    logs.masked(piece * (60_000 // len(piece)))
    logs.masked("a" * 60_000 + "@" + piece * (60_000 // len(piece)))


def test_an_error_is_logged_by_kind_and_place_only(lines: io.StringIO) -> None:
    logs.set_up("worker", lines)
    try:
        try:
            raise ValueError("Failing row contains (Dana Cohen)")
        except ValueError as inner:
            raise RuntimeError("while storing Dana Cohen") from inner
    except RuntimeError as error:
        # Celery logs a failed task like this.
        args = {"name": "tasks.x", "exc": repr(error), "traceback": str(error.__cause__)}
        log.exception("Task %(name)s raised: %(exc)s %(traceback)s", args, extra={"data": args})
    assert "Dana" not in lines.getvalue()
    found = last(lines)
    assert found["error"] == "RuntimeError"
    assert "test_logs.py:" in str(found["at"])
    assert found["event"] == "Task tasks.x raised: RuntimeError ValueError"


@pytest.mark.parametrize(
    "given", [None, "", "x", TOKEN, "0" * 31, "0" * 33, "0" * 31 + "\n", "A" * 32, "dana@example.com"]
)
def test_an_id_that_is_not_well_formed_is_replaced(given: str | None) -> None:
    with request_ids.under(given) as request_id:
        assert request_ids.current() == request_id != given
        assert request_ids.WELL_FORMED.fullmatch(request_id)
    assert request_ids.current() is None


@pytest.mark.parametrize("given", ["0123456789abcdef" * 2, "d7926ddd-9beb-4898-9ea5-d62900414a45"])
def test_the_ids_of_proxies_and_of_celery_are_kept(given: str) -> None:
    with request_ids.under(given) as request_id:
        assert request_id == given
