"""`guestlink doctor`: what is configured, what is reachable, what is late and why."""

import sys
from typing import Any

import click

from web.cli.output import json_option, show, table


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """What is configured, what is reachable, what is late and why. Exit code 0: healthy; 1: not."""
    from web.cli.doctor_checks import examined

    found = examined()
    tasks = [
        [name, task["last_success_at"] or "", task["backlog"], task["last_error"] or ""]
        for name, task in found["tasks"].items()
    ]
    parts = [[name, part["configured"], part["trouble"] or "ok"] for name, part in found["parts"].items()]
    lines = [*table(["part", "configured", ""], parts), ""]
    lines += [*table(["task", "last success", "backlog", "last error"], tasks), "", *_verdict(found)]
    show(found, as_json, lines)
    sys.exit(0 if found["healthy"] else 1)


def _verdict(found: dict[str, Any]) -> list[str]:
    ill = [f"{name}: {part['trouble']}" for name, part in found["parts"].items() if part["trouble"]]
    ill += [f"late: {', '.join(_late_by(why, found['why']))}. {why}" for why in dict.fromkeys(found["why"].values())]
    return [f"Not healthy. {line}" for line in ill] or ["Healthy."]


def _late_by(why: str, found: dict[str, str]) -> list[str]:
    return [name for name, its in found.items() if its == why]
