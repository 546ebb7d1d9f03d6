"""What a reader needs to know of the machine and the programs that figures come from. Nothing that identifies it."""

import os
import platform
import re
import shutil
import subprocess
from importlib import metadata
from pathlib import Path

from tests.topology import servers

PACKAGES = ("uvicorn", "a2wsgi", "sqlalchemy", "psycopg", "flask", "granian")


def described() -> list[str]:
    """One line each."""
    return [
        f"{os.cpu_count()} cores, {_memory()} GB of memory, Linux {platform.release().split('-')[0]}",
        f"Python {platform.python_version()}, {_packages()}",
        ", ".join(filter(None, (_version(*each) for each in _programs()))),
    ]


def load() -> float:
    return os.getloadavg()[0]


def processor() -> str:
    found = re.search(r"^model name\s*: (.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)


def _packages() -> str:
    known = {each.metadata["Name"].lower() for each in metadata.distributions()}
    return ", ".join(f"{name} {metadata.version(name)}" for name in PACKAGES if name in known)


def _programs() -> list[tuple[str, list[str]]]:
    return [
        ("PostgreSQL", [servers.postgresql_program("postgres") or "postgres", "--version"]),
        ("nginx", [shutil.which("nginx") or "nginx", "-v"]),
        ("Redis", ["redis-server", "--version"]),
        ("RabbitMQ", ["rabbitmqctl", "version"]),
    ]


def _version(name: str, command: list[str]) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    found = re.search(r"\d+\.\d+(\.\d+)?", done.stdout + done.stderr)
    return f"{name} {found[0]}" if found else ""
