"""Says in one sentence what is wrong with a setting: its variable, what its value has to be, and an example."""

from typing import Any, get_args

from annotated_types import Ge, Le
from pydantic import ValidationError
from pydantic.fields import FieldInfo


def sentence_of(error: ValidationError, fields: dict[str, FieldInfo], prefix: str) -> str:
    """Never quotes the value, which may be a secret."""
    first = error.errors(include_url=False, include_input=False)[0]
    name = "_".join(str(part) for part in first["loc"][:1])
    if first["type"] == "value_error":
        reason = first["msg"].removeprefix("Value error, ")
        # An error without a place concerns several settings, and its message names them.
        return f"{prefix}{name} ".upper() + reason if name else reason
    return f"{prefix}{name}".upper() + f" must be {_wanted(fields[name])}"


def _wanted(field: FieldInfo) -> str:
    """Like "a whole number from 1 to 3,650, like 30"."""
    if field.annotation is int:
        least = next(mark.ge for mark in field.metadata if isinstance(mark, Ge))
        most = next((mark.le for mark in field.metadata if isinstance(mark, Le)), None)
        bounds = f", {least} or more" if most is None else f" from {least} to {most}"
        return f"a whole number{bounds}, like {field.default}"
    values: tuple[Any, ...] = get_args(field.annotation)
    return " or ".join(map(str, values)) if values else f"text, like {field.default}"
