"""`guestlink doctor` about accounts: whether an admin can sign in, why the provider fails (contract 12.3, 12.23)."""

from datetime import timedelta

import pytest

from models.people import setting_up
from tests.conftest import forget
from tests.vocabulary import acts
from tests.vocabulary.maker import Maker
from tests.vocabulary.site import now
from tests.web.account import imitation
from tests.web.cli.conftest import Run
from web.cli import doctor_checks


def test_it_says_until_when_the_site_can_be_set_up(maker: Maker, run: Run) -> None:
    maker.user("viewer")
    printed = run("doctor").out
    assert "none can sign in yet" in printed
    # The demo prints no such address.
    assert "open the set-up address if `up` has printed one, or run: guestlink user add" in printed
    maker.user("admin")
    printed = run("doctor").out
    assert "none can sign in yet" not in printed
    assert "can sign in" in printed


def test_it_says_until_when_the_set_up_address_works_and_that_it_has_ended(maker: Maker, run: Run) -> None:
    acts.do(maker, setting_up.make_setup_address, now=now())
    assert "it works until" in run("doctor").out
    # A new start of `up` replaces it.
    acts.do(maker, setting_up.make_setup_address, now=now() - timedelta(days=7))
    printed = run("doctor").out
    assert "it works until" not in printed
    assert "the set-up address has expired" in printed
    assert "start `up` again" in printed


def provider_trouble(monkeypatch: pytest.MonkeyPatch, issuer: str) -> str | None:
    for name, value in {"ISSUER": issuer, "CLIENT_ID": "guestlink", "CLIENT_SECRET": "s"}.items():
        monkeypatch.setenv(f"GUESTLINK_OIDC_{name}", value)
    forget()
    trouble: str | None = doctor_checks.check_site()["parts"]["provider"]["trouble"]
    return trouble


@pytest.mark.usefixtures("maker")
def test_the_provider_has_a_line_with_its_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    with imitation.running() as there:
        assert provider_trouble(monkeypatch, there.address) is None
        there.metadata = {"issuer": "https://id.example.net"}
        assert "its issuer is 'https://id.example.net'" in str(provider_trouble(monkeypatch, there.address))
        there.metadata, there.published = {}, []
        assert provider_trouble(monkeypatch, there.address) == "it publishes no key that can be used"
        assert provider_trouble(monkeypatch, f"{there.address}/nobody") == "it answers 404"
    assert provider_trouble(monkeypatch, there.address) == "it does not answer"
