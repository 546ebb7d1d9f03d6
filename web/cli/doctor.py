"""`guestlink doctor`."""

import sys
from datetime import datetime
from typing import Any

import click

from web.cli.options import json_option
from web.cli.output import local_time, show, table


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Show what is configured, what can be reached, and what is late and why.

    The exit code is 0 if all is well, else 1.
    """
    from web.cli.doctor_checks import check_site

    report = check_site()
    tasks = [
        [name, _time(task["last_success_at"]), task["rows_done"], task["backlog"], task["last_error"] or "none"]
        for name, task in report["tasks"].items()
    ]
    parts = [[name, part["configured"], _state(part)] for name, part in report["parts"].items()]
    lines = [*table(["part", "configured", "state"], parts), ""]
    lines += [*table(["task", "last success", "rows done", "backlog", "last error"], tasks), "", *_verdict(report)]
    show(report, as_json, lines)
    sys.exit(0 if report["healthy"] else 1)


def _state(part: dict[str, Any]) -> str:
    return str(part["trouble"] or part.get("note") or "ok")


def _time(written: str | None) -> str:
    return local_time(datetime.fromisoformat(written) if written else None)


def _verdict(report: dict[str, Any]) -> list[str]:
    problems = [f"{name}: {part['trouble']}" for name, part in report["parts"].items() if part["trouble"]]
    for cause in dict.fromkeys(report["why"].values()):
        names = ", ".join(name for name, why in report["why"].items() if why == cause)
        problems.append(f"late: {names}. {cause}")
    return [f"Not healthy. {problem}" for problem in problems] or ["Healthy."]
