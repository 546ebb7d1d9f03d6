"""The backup commands of docs/backups.md on the topology: a restored site is as it was at the backup."""

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

OURS = ("web-1", "web-2", "worker-1", "worker-2", "media-worker-1", "beat-1", "beat-2")


def documented(command: str) -> str:
    """This command, if the manual gives it for the container of the web. Fails otherwise."""
    text = (ROOT / "docs" / "backups.md").read_text()
    assert re.findall(rf"^ *docker compose run --rm --no-deps -v \S+ web {command} .+$", text, re.MULTILINE)
    return command


def run_for_database(site: Topology, program: str, *arguments: str) -> None:
    command = [postgresql_program(program) or program, "-h", "127.0.0.1", "-p", str(site.postgresql.port)]
    subprocess.run([*command, "-U", "guestlink", *arguments], env=clean_environment(), check=True, timeout=120)


def lose_everything(site: Topology) -> None:
    """A new host: an empty database, and the empty folders of a new volume."""
    run_for_database(site, "dropdb", "--force", "guestlink")
    run_for_database(site, "createdb", "guestlink")
    site.data.rename(site.data.with_name(f"lost {len(list(site.folder.iterdir()))}"))
    for folder in (site.data / "media", site.data / "live"):
        folder.mkdir(parents=True)


@pytest.mark.parametrize("with_access", [True, False])
def test_a_restored_site_is_as_it_was_at_the_backup(
    site: Topology, shared: Shared, engine: Engine, tmp_path: Path, with_access: bool
) -> None:
    file = str(tmp_path / "backup")
    dana = shared.visitor()
    assert dana.enter().is_media_page
    site.run(documented("backup"), file)
    erik = shared.visitor()
    assert erik.enter().is_media_page
    engine.dispose()
    assert "is running on" in site.run("restore", file, check=False).stderr
    site.stop(*OURS)
    lose_everything(site)
    try:
        site.run(documented("restore"), file, *(["--with-access"] if with_access else []))
    finally:
        site.start(*OURS)
    wait_until("pages come", lambda: site.answers("/healthz"))
    assert site.command("link", "show", shared.link_id)["clicks"] == 1
    assert not erik.load().is_media_page, "a guest who entered later must enter again"
    page = dana.load()
    assert page.is_media_page is with_access
    if not with_access:
        assert page.heading == "This link is turned off"
        site.command("access", "on", shared.media)
        page = dana.enter()
        assert page.is_media_page
    assert dana.status_of_bytes(page) == 206
