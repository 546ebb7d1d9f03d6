"""The backup commands of docs/operating.md, run as they are written there: a restored site is the one of the backup."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.topology.native import Topology
from tests.topology.parts import ROOT
from tests.topology.servers import clean_environment, postgresql_program
from tests.topology.sharing import Shared
from tests.vocabulary.waiting import wait_until

OURS = ("web-1", "web-2", "worker-1", "worker-2", "beat-1", "beat-2")


def documented(word: str) -> list[str]:
    """The commands with this word, as they run in the container of PostgreSQL."""
    text = (ROOT / "docs" / "operating.md").read_text()
    return [line for line in re.findall(r"^docker compose exec -T postgres (.+)$", text, re.MULTILINE) if word in line]


def run(site: Topology, command: str, folder: Path) -> None:
    programs = Path(postgresql_program("pg_dump") or "").parent
    environment = clean_environment() | {"PGHOST": "127.0.0.1", "PGPORT": str(site.postgresql.port)}
    environment["PATH"] = f"{programs}{os.pathsep}{environment['PATH']}"
    subprocess.run(command, shell=True, cwd=folder, env=environment, check=True, timeout=120)


@pytest.mark.long
def test_a_restored_site_is_the_one_of_the_backup(
    site: Topology, shared: Shared, engine: Engine, tmp_path: Path
) -> None:
    dana = shared.visitor()
    assert dana.enter().is_media_page
    [backup] = documented("pg_dump")
    run(site, backup, tmp_path)
    erik = shared.visitor()
    assert erik.enter().is_media_page
    engine.dispose()
    site.stop(*OURS)
    try:
        restore = documented("dropdb") + documented("createdb") + documented("pg_restore")
        assert len(restore) == 3
        for command in restore:
            run(site, command, tmp_path)
        site.run("migrate")
    finally:
        site.start(*OURS)
    wait_until("pages come", lambda: site.answers("/healthz"))
    assert dana.load().is_media_page
    assert not erik.load().is_media_page, "a guest who entered later must enter again"
    assert site.command("link", "show", shared.link_id)["clicks"] == 1
