"""docker-compose.yml is valid and hardened, and has the same topology as the other tests."""

import re
import subprocess
import sys
from typing import Any

import pytest
import yaml

from tests.topology.conftest import SECONDS_OF_A_START
from tests.topology.native import COMMANDS, Topology
from tests.topology.parts import ROOT
from tests.topology.servers import TEMPLATE

COMPOSE = ROOT / "docker-compose.yml"
OURS = {"migrate", "web", "worker", "media-worker", "beat"}


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    return dict(yaml.safe_load(COMPOSE.read_text()))


def test_it_is_valid_by_the_compose_specification() -> None:
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.compose-spec", str(COMPOSE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_every_container_is_read_only_limited_and_runs_without_root(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert set(service["deploy"]["resources"]["limits"]) == {"memory", "cpus"}, name
        assert name in OURS or int(service["user"].partition(":")[0]) > 0, name
        assert service["restart"] == ("no" if name == "migrate" else "unless-stopped"), name
    assert "USER guestlink" in (ROOT / "Dockerfile").read_text()


def test_the_image_is_built_once_and_never_pulled(compose: dict[str, Any]) -> None:
    """Several builds with one name at the same time fail, or overwrite each other."""
    ours = {name: compose["services"][name] for name in OURS}
    assert [name for name, service in ours.items() if "build" in service] == ["migrate"]
    assert {(service["image"], service["pull_policy"]) for service in ours.values()} == {("guestlink", "never")}
    assert all("migrate" in service["depends_on"] for name, service in ours.items() if name != "migrate")


def test_every_server_has_a_health_check(compose: dict[str, Any]) -> None:
    """The image has the check of the web. Worker and beat have none: `guestlink doctor` sees what they achieve."""
    checked = {name for name, service in compose["services"].items() if "test" in service.get("healthcheck", {})}
    assert checked == {"postgres", "rabbitmq", "redis", "nginx"}
    assert "HEALTHCHECK" in (ROOT / "Dockerfile").read_text()


def test_no_environment_contains_a_secret(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        for setting in service.get("environment", {}):
            secret = any(word in setting for word in ("SECRET", "PASSWORD", "DATABASE_URL", "BROKER_URL"))
            assert not secret or setting.endswith("_FILE"), (name, setting)
    assert set(compose["secrets"]) == {
        secret for service in compose["services"].values() for secret in secrets_of(service)
    }


def secrets_of(service: dict[str, Any]) -> list[str]:
    return [found if isinstance(found, str) else found["source"] for found in service.get("secrets", [])]


def test_nginx_may_only_read_media_and_only_nginx_is_public(compose: dict[str, Any]) -> None:
    assert "data:/data:ro" in compose["services"]["nginx"]["volumes"]
    assert [name for name, service in compose["services"].items() if "ports" in service] == ["nginx"]
    assert all(compose["networks"][name]["internal"] for name in ("inside", "front"))


@pytest.mark.long
@pytest.mark.timeout(SECONDS_OF_A_START)
def test_the_native_topology_has_the_same_services_and_settings(compose: dict[str, Any], site: Topology) -> None:
    kinds = {re.sub(r"-\d+$", "", name) for name in site.supervisor.parts}
    assert {name: compose["services"][name]["command"] for name in COMMANDS} == COMMANDS
    assert kinds - {"epmd"} | {"migrate"} == set(compose["services"])
    for name in OURS:
        assert set(compose["services"][name]["environment"]) == set(site.settings), name
    same = ("GUESTLINK_TRUSTED_HOPS", "GUESTLINK_ACCEL")
    assert {setting: compose["services"]["web"]["environment"][setting] for setting in same} == {
        setting: site.settings[setting] for setting in same
    }


def test_nginx_gets_every_variable_of_its_template(compose: dict[str, Any]) -> None:
    wanted = set(re.findall(r"\$\{(\w+)\}", TEMPLATE.read_text()))
    given = set(compose["services"]["nginx"]["environment"])
    assert given - {"NGINX_ENVSUBST_OUTPUT_DIR", "NGINX_ENVSUBST_FILTER"} == wanted


def test_in_the_manual_every_part_that_reads_media_gets_the_bucket() -> None:
    manual = (ROOT / "docs" / "storage.md").read_text()
    (override,) = re.findall(r"^```yaml\n(x-s3: .*?)^```", manual, re.MULTILINE | re.DOTALL)
    parts = yaml.safe_load(override)
    given = {name for name, part in parts["services"].items() if part == parts["x-s3"]}
    assert given == OURS - {"migrate", "beat"}
    assert set(parts["x-s3"]["secrets"]) == set(parts["secrets"])


def test_make_secrets_makes_every_secret_file(compose: dict[str, Any], environment: Any) -> None:
    subprocess.run(["sh", str(ROOT / "docs" / "make-secrets.sh")], cwd=environment, check=True)
    made = {f"./secrets/{file.name}": file.read_text() for file in (environment / "secrets").iterdir()}
    assert {secret["file"] for secret in compose["secrets"].values()} == set(made)
    assert made["./secrets/postgres_password"] in made["./secrets/database_url"]
    assert len(made["./secrets/secret_key"]) >= 32
    assert (environment / "secrets").stat().st_mode & 0o077 == 0
