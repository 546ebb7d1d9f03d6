"""The variable parts of addresses. An address with anything else in them does not exist, and reaches no database."""

from typing import Any

from flask import Flask
from werkzeug.routing import BaseConverter, IntegerConverter, Map

from models.plumbing import row_ids
from models.recordings.webvtt import CAPTION_LANGUAGES


class RowId(IntegerConverter):
    """A primary key. The database would raise an error for a larger number."""

    regex = row_ids.PATTERN

    def __init__(self, map: Map, *args: Any, **kwargs: Any) -> None:  # noqa: A002 (Werkzeug's name)
        super().__init__(map, *args, **{"max": row_ids.MAX_ID, **kwargs})


class VisitKey(BaseConverter):
    regex = "[0-9a-f]{32}"


class StreamName(BaseConverter):
    """The path of a file below the folder of a stream, in any letters."""

    regex = r"[^\x00-\x1f\x7f]{1,1000}"
    part_isolating = False


class CaptionLanguage(BaseConverter):
    """A language that captions can be in."""

    regex = "|".join(CAPTION_LANGUAGES)


def init_app(app: Flask) -> None:
    app.url_map.converters |= {
        "row_id": RowId,
        "visit_key": VisitKey,
        "stream_name": StreamName,
        "caption_language": CaptionLanguage,
    }
