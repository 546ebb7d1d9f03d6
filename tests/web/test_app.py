"""The web does not start with settings that it cannot use."""

from pathlib import Path

import pytest

from models.errors import Misconfigured
from tests.conftest import forget
from tests.vocabulary.site import Site
from web.app import create_app


@pytest.mark.parametrize("content", [None, ""])
def test_a_site_with_an_unusable_jitsi_secret_does_not_start(
    site: Site, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: str | None
) -> None:
    """Otherwise the first guest who joins a room would find out."""
    if content is not None:
        (tmp_path / "jitsi").write_text(content)
    values = {"HOST": "meet.example.org", "APP_ID": "guestlink", "SECRET_FILE": str(tmp_path / "jitsi")}
    for name, value in values.items():
        monkeypatch.setenv(f"GUESTLINK_JITSI_{name}", value)
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_JITSI_SECRET"):
        create_app()


def test_a_site_with_an_international_host_name_serves_what_browsers_send(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GUESTLINK_BASE_URL", "https://Bücher.example/")
    forget()
    client = create_app().test_client()
    assert client.get("/login", base_url="https://xn--bcher-kva.example").status_code == 200
    assert client.get("/login", base_url="https://other.example").status_code == 400


def test_a_site_with_an_underscore_in_its_host_name_is_served(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Browsers open such a name, and networks of containers have them. Werkzeug takes it for none."""
    url = "http://media_1:8000"
    monkeypatch.setenv("GUESTLINK_BASE_URL", url)
    forget()
    client = create_app().test_client()
    assert client.get("/login", base_url=url).status_code == 200
    assert client.get("/admin//audit", base_url=url).location == f"{url}/admin/audit"
