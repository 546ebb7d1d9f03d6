"""docs/render-nginx.sh refuses in words what nginx would refuse at a line of the file that was made."""

import os
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "docs" / "render-nginx.sh"
GOOD = {"NGINX_OUTER_PROXY": "2001:db8::/32", "NGINX_DATA": "/srv/guest_link-1.0", "NGINX_WEBS": "server web:8000;"}


def rendered(folder: Path, **variables: str) -> "subprocess.CompletedProcess[str]":
    (folder / "envsubst").write_text("#!/bin/sh\ncat\n")
    (folder / "envsubst").chmod(0o700)
    path = {"PATH": f"{folder}:{os.environ['PATH']}", "NGINX_RUN": str(folder)}
    environment = GOOD | path | variables
    return subprocess.run(["sh", str(SCRIPT)], env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("NGINX_OUTER_PROXY", ""),
        ("NGINX_OUTER_PROXY", "10.0.0.0/8,192.168.0.0/16"),
        ("NGINX_OUTER_PROXY", "10.0.0.0/8 192.168.0.0/16"),
        ("NGINX_DATA", "/srv/my site"),
        ("NGINX_DATA", "/srv/a;b"),
        ("NGINX_RUN", "/run/my site"),
    ],
)
def test_what_nginx_would_not_read_is_named(tmp_path: Path, name: str, value: str) -> None:
    refused = rendered(tmp_path, **{name: value})
    assert refused.returncode == 1
    assert name in refused.stderr
    assert not (tmp_path / "nginx.conf").exists()


def test_one_network_and_plain_paths_are_rendered(tmp_path: Path) -> None:
    assert rendered(tmp_path).stderr == ""
    assert (tmp_path / "nginx.conf").exists()
