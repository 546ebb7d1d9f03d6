"""A person with an account, and one OpenID provider for all tests that need one."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.tables import User
from tests.conftest import skip_unless_ci
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Site
from tests.web.account import imitation, provider
from tests.web.account.imitated import VERIFIED

PACKAGE = '{"private": true, "type": "module", "dependencies": {"oidc-provider": "^9.0.0"}}'


@pytest.fixture
def user(site: Site) -> User:
    return site.maker.user()


@pytest.fixture(scope="session")
def provider_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Installs the provider's package with npm."""
    if not (shutil.which("npm") and shutil.which("node")):
        skip_unless_ci("there is no node with npm to run an OpenID provider")
    folder = tmp_path_factory.mktemp("provider")
    (folder / "package.json").write_text(PACKAGE)
    shutil.copy(Path(__file__).with_name("provider.mjs"), folder)
    fetching = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(fetching, cwd=folder, check=True, timeout=120)
    return folder


@pytest.fixture(scope="session")
def issuer(provider_folder: Path) -> Iterator[str]:
    with provider.running(provider_folder) as (address, _process):
        yield address


@pytest.fixture
def provider_site(maker: Maker, issuer: str, monkeypatch: pytest.MonkeyPatch) -> Site:
    """A site where people may sign in through the provider."""
    return provider.site_with_provider(maker, issuer, monkeypatch)


@pytest.fixture
def there() -> Iterator[imitation.Imitation]:
    """A provider that knows Olga."""
    with imitation.running() as running:
        running.claims = dict(VERIFIED)
        yield running
