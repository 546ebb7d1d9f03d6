"""An empty setting counts as not set, because compose files also pass on settings that nobody has filled in."""

import pytest

from models.config.settings import Settings


def test_an_empty_setting_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(f"GUESTLINK_{name.upper()}", raising=False)
    unset = Settings()
    for name in Settings.model_fields:
        monkeypatch.setenv(f"GUESTLINK_{name.upper()}", "")
    assert Settings() == unset
