"""What operators copy from the manual: the settings, the examples for Compose, the services of systemd, and the
configuration of nginx."""

import json
import re
import shlex
import subprocess
import sys
from configparser import ConfigParser
from pathlib import Path
from typing import Any

import click
import pytest
import yaml

from tests.topology.native import COMMANDS
from tests.topology.parts import ROOT
from tests.topology.servers import DIRECT_TEMPLATE, S3_TEMPLATE, TEMPLATE, clean_environment
from web.cli import guestlink
from web.cli.settings import all_settings

DOCS = ROOT / "docs"
PAGES = ["operating", "https", "watching", "backups", "upgrading", "postgresql", "storage", "live", "keys"]
PAGES += ["without-containers"]
# Of docker-compose.yml itself.
OF_COMPOSE = {"GUESTLINK_PORT"}
UNITS = sorted((DOCS / "systemd").iterdir())
PROGRAM = "/opt/guestlink/.venv/bin/guestlink"
TEMPLATES = [TEMPLATE, DIRECT_TEMPLATE, S3_TEMPLATE]


def page(name: str) -> str:
    return (DOCS / f"{name}.md").read_text()


def blocks(name: str, language: str = "") -> list[str]:
    return re.findall(rf"^ *```{language}\n(.*?)^ *```", page(name), re.MULTILINE | re.DOTALL)


def overrides() -> list[Any]:
    """Each example of a docker-compose.override.yml."""
    found = [yaml.safe_load(block) for name in PAGES for block in blocks(name, "yaml")]
    return [example for example in found if "services" in example]


@pytest.mark.parametrize("name", PAGES)
def test_each_setting_that_a_page_names_exists(name: str) -> None:
    known = {variable for setting in all_settings() for variable in setting.names} | OF_COMPOSE
    named = set(re.findall(r"\bGUESTLINK_[A-Z0-9_]*[A-Z0-9]\b", page(name)))
    # Said to be a mistake.
    assert named - known - {"GUESTLINK_RETENTION_DAY"} == set()


def test_each_page_of_the_manual_is_listed_on_its_first_page() -> None:
    listed = set(re.findall(r"^\| \[([\w-]+)\.md\]", page("operating"), re.MULTILINE))
    assert set(PAGES) - {"operating"} <= listed


def test_the_examples_for_compose_fit_docker_compose_yml(tmp_path: Path) -> None:
    base = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    assert len(overrides()) >= 4
    for number, example in enumerate(overrides()):
        networks = {each for part in example["services"].values() for each in part.get("networks", [])}
        assert networks <= set(base["networks"])
        new = [part for name, part in example["services"].items() if name not in base["services"]]
        assert all("image" in part for part in new)
        file = tmp_path / f"{number}.json"
        file.write_text(json.dumps(example))
        command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(file)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def unit(file: Path) -> ConfigParser:
    parser = ConfigParser(interpolation=None, delimiters=("=",), strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read(file)
    return parser


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_starts_a_part_that_exists_and_starts_it_again(file: Path) -> None:
    service = unit(file)["Service"]
    assert (service["Restart"], unit(file)["Install"]["WantedBy"]) == ("always", "multi-user.target")
    if file.name == "guestlink-nginx.service":
        assert (ROOT / service["ExecStartPre"].rpartition("/opt/guestlink/")[2]).is_file()
        return
    program, *words = shlex.split(service["ExecStart"])
    assert (program, service["User"], service["WorkingDirectory"]) == (PROGRAM, "guestlink", "/etc/guestlink")
    command = guestlink.commands[words[0]]
    assert {word for word in words if word.startswith("--")} <= options_of(command)


def options_of(command: click.Command) -> set[str]:
    return {name for each in command.params for name in each.opts}


def test_the_units_together_are_the_parts_of_docker_compose_yml() -> None:
    started = {
        file.name.removeprefix("guestlink-").partition(".")[0].rstrip("@"): unit(file)["Service"]["ExecStart"]
        for file in UNITS
        if file.name not in {"guestlink-up.service", "guestlink-nginx.service"}
    }
    expected = {name: COMMANDS.get(name, [name]) for name in ("web", "worker", "media-worker", "beat")}
    assert {name: shlex.split(command)[1:] for name, command in started.items()} == expected


def test_the_page_names_each_unit() -> None:
    text = page("without-containers")
    assert [file.name for file in UNITS if file.name.partition(".")[0] not in text] == []


def nginx_variables() -> dict[str, str]:
    """As systemd reads the file of the manual."""
    (block,) = [block for block in blocks("without-containers") if block.startswith("NGINX_LISTEN=")]
    return {name: value.strip('"') for name, value in (line.split("=", 1) for line in block.splitlines())}


def test_the_manual_gives_each_variable_of_the_template() -> None:
    assert set(nginx_variables()) == set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text()))


@pytest.mark.parametrize("more", [{}, {"NGINX_DIRECT": "8080", "NGINX_S3": "https://s3.example.org/bucket"}])
def test_the_script_renders_the_templates_that_are_needed_and_removes_old_sockets(
    tmp_path: Path, more: dict[str, str]
) -> None:
    run = tmp_path / "run"
    run.mkdir()
    (run / "files.sock").touch()
    variables = nginx_variables() | more | {"NGINX_RUN": str(run)}
    subprocess.run(["sh", str(DOCS / "render-nginx.sh")], env=clean_environment() | variables, check=True)
    rendered = {file.name: file.read_text() for file in run.iterdir()}
    wanted = TEMPLATES if more else [TEMPLATE]
    assert set(rendered) == {template.name.removesuffix(".template") for template in wanted}
    for template in wanted:
        by_hand = re.sub(r"\$\{(\w+)\}", lambda found: variables[found[1]], template.read_text())
        assert rendered[template.name.removesuffix(".template")] == by_hand
