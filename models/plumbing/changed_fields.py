"""What a person has changed in a form, compared with what it showed them (contract 4.37)."""

from collections.abc import Mapping
from typing import Any

from models.errors import ChangedMeanwhile


def changed_fields(current: Mapping[str, Any], shown: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of `wanted` to write. One that already has the wanted value is left alone, so the same form may be
    sent twice. Lock the row of `current` first. Raises ChangedMeanwhile if somebody else has changed one of them."""
    changed = {name: value for name, value in wanted.items() if value not in (shown[name], current[name])}
    if any(current[name] != shown[name] for name in changed):
        raise ChangedMeanwhile
    return changed
