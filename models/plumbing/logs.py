"""Logs: each event is one line on standard error, as JSON, or on a terminal as plain text.

A line reports what happened with ids and counts, never a token, cookie, email or name. Libraries do not keep that rule.
So of an error only its kind and place are logged, because its text may quote a row, and what looks secret is masked.
"""

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from typing import TextIO

from models.plumbing import request_ids
from models.plumbing.standard_error import StandardError

# In this order: the token of a guest link or set-up address, a cookie, the password in an address, an email. Patterns
# that may begin at any letter are bounded: a long text would take minutes.
MASKS = (
    (re.compile(r"/(g|setup)/[^\s/?#\"'<>]+"), r"/\1/…"),
    (re.compile(r"(guestlink_\w{1,60}=)(\"[^\"]*\"|'[^']*'|[^\s;,\"']+)"), r"\1…"),
    (re.compile(r"(://[^\s/:@]*:)[^\s/@]+@"), r"\1…@"),
    (re.compile(r"[^\s@\"<>(:/=…]{1,200}@[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}"), "…@…"),
)
# At INFO these libraries log every message or request. Our own lines report what matters.
QUIET = ("celery", "kombu", "amqp", "uvicorn", "alembic", "sqlalchemy", "authlib", "urllib3", "asyncio")
# Fields that are not logged. Celery adds `data` and uvicorn `color_message`, and both may hold anything.
STANDARD_FIELDS = {*logging.makeLogRecord({}).__dict__, "message", "asctime", "taskName", "data", "color_message"}


def set_up(part: str, output: TextIO | StandardError | None = None) -> None:
    """Send the lines of every logger in this process to `output`, or to standard error. Call it once."""
    output = output or StandardError()
    handler: logging.Handler = logging.StreamHandler(output)
    handler.setFormatter(PlainText(part) if output.isatty() else Json(part))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    # It warns of tasks for later, which we never send, once for each queue.
    logging.getLogger("kombu.transport.native_delayed_delivery").setLevel(logging.ERROR)
    logging.captureWarnings(True)
    # A line that cannot be made or written must not print a traceback.
    logging.raiseExceptions = False


class Json(logging.Formatter):
    """One JSON document on each line."""

    def __init__(self, part: str) -> None:
        super().__init__()
        self.part = part

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "part": self.part,
            "logger": record.name,
            "event": event_of(record),
            "request_id": request_ids.current(),
            **fields_of(record),
        }
        safe = {name: masked(value) if isinstance(value, str) else value for name, value in line.items()}
        return json.dumps({name: value for name, value in safe.items() if value is not None}, default=_kind)


class PlainText(Json):
    """One line of text: the time of day, the part, and what happened."""

    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={value}" for name, value in fields_of(record).items() if value is not None)
        event = masked(f"{event_of(record)} {fields}").strip()
        time = datetime.fromtimestamp(record.created).astimezone()
        return " ".join(f"{time:%H:%M:%S} {self.part:<6} {event}".splitlines())


def event_of(record: logging.LogRecord) -> str:
    """The message, with the kind of an error instead of its text."""
    message = record.getMessage()
    for error in _errors(record):
        # An empty text is left out: it would be found everywhere.
        for text in filter(None, (repr(error), str(error))):
            message = message.replace(text, type(error).__name__)
    return message


def fields_of(record: logging.LogRecord) -> dict[str, object]:
    fields = {name: value for name, value in record.__dict__.items() if name not in STANDARD_FIELDS}
    errors = _errors(record)
    if errors:
        fields["error"] = type(errors[0]).__name__
        fields["at"] = place_of(errors[0])
    return fields


def masked(text: str) -> str:
    for pattern, instead in MASKS:
        text = pattern.sub(instead, text)
    return text


def _errors(record: logging.LogRecord) -> list[BaseException]:
    """The error of the record, and the errors that led to it."""
    errors: list[BaseException] = []
    error = record.exc_info[1] if record.exc_info else None
    while error is not None and error not in errors:
        errors.append(error)
        error = error.__cause__ or error.__context__
    return errors


def place_of(error: BaseException) -> str:
    """Where the error was raised, and the four places that led there, as file:line. The last comes first."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    return " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))


def _kind(value: object) -> str:
    """For a value that JSON does not know. Its text may hold anything."""
    return type(value).__name__
