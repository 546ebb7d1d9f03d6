"""What web, worker and beat write on standard error, a line an event: JSON for machines, on a terminal plain words.

A line tells what happened, by ids and counts, never a token, cookie, email or name. Libraries do not know that rule: of
an error only its kind and place are told (its text may quote a row), and at the last what looks secret is masked.
"""

import json
import logging
import re
import sys
import traceback
from datetime import UTC, datetime
from typing import TextIO

from models.plumbing import request_ids

# Of a guest link and a set-up address; what follows a cookie's name; the password of an address; an email.
MASKS = (
    (re.compile(r"/(g|setup)/[^\s/?#\"'<>]+"), r"/\1/…"),
    (re.compile(r"(guestlink_\w+=)(\"[^\"]*\"|'[^']*'|[^\s;,\"']+)"), r"\1…"),
    (re.compile(r"(://[^\s/:@]*:)[^\s/@]+@"), r"\1…@"),
    (re.compile(r"[^\s@\"<>(:/=…]+@[\w-]+(\.[\w-]+)*\.[^\W\d_]{2,}"), "…@…"),
)
# These tell every message at INFO; what of it matters is told by ours.
QUIET = ("celery", "kombu", "amqp", "uvicorn", "alembic", "sqlalchemy", "authlib", "urllib3", "asyncio")
OF_EVERY_RECORD = {*logging.makeLogRecord({}).__dict__, "message", "asctime", "taskName", "data", "color_message"}


def set_up(part: str, output: TextIO | None = None) -> None:
    """For this process, once: every logger's lines, in the one shape."""
    output = output or sys.stderr
    handler = logging.StreamHandler(output)
    handler.setFormatter(ForPeople(part) if output.isatty() else ForMachines(part))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.WARNING)
    logging.captureWarnings(True)


class ForMachines(logging.Formatter):
    """One JSON document a line."""

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
        told = {name: masked(value) if isinstance(value, str) else value for name, value in line.items()}
        return json.dumps({name: value for name, value in told.items() if value is not None}, default=_kind)


class ForPeople(ForMachines):
    """One plain line: the time of day, who says it, what happened."""

    def format(self, record: logging.LogRecord) -> str:
        fields = " ".join(f"{name}={value}" for name, value in fields_of(record).items() if value is not None)
        event = masked(f"{event_of(record)} {fields}").strip()
        time = datetime.fromtimestamp(record.created).astimezone()
        return " ".join(f"{time:%H:%M:%S} {self.part:<6} {event}".splitlines())


def event_of(record: logging.LogRecord) -> str:
    """The message, without the text of the error that it tells of."""
    message = record.getMessage()
    for error in _errors(record):
        # A message of no text would be found everywhere.
        for quoted in filter(None, (repr(error), str(error))):
            message = message.replace(quoted, type(error).__name__)
    return message


def fields_of(record: logging.LogRecord) -> dict[str, object]:
    fields = {name: value for name, value in record.__dict__.items() if name not in OF_EVERY_RECORD}
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
    """That of the record, and those that it came from."""
    found: list[BaseException] = []
    error = record.exc_info[1] if record.exc_info else None
    while error is not None and error not in found:
        found.append(error)
        error = error.__cause__ or error.__context__
    return found


def place_of(error: BaseException) -> str:
    """Where the error was raised, and the four places that led there, as file:line. The last comes first."""
    frames = traceback.extract_tb(error.__traceback__)[-5:]
    return " < ".join(f"{frame.filename}:{frame.lineno}" for frame in reversed(frames))


def _kind(value: object) -> str:
    """Of what is no plain value; its text may hold anything."""
    return type(value).__name__
