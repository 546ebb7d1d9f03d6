"""The setting for hosts on private networks: which spellings it takes, and which it refuses."""

import pytest

from models.config.private_hosts import private_hosts
from models.config.settings import settings
from models.errors import Misconfigured
from tests.conftest import forget


def test_names_and_networks_stand_between_commas() -> None:
    listed = private_hosts(" Stream.LAN, 10.0.0.0/8 ,[fd00::1],192.168.1.7/24,, bücher.lan,host.")
    assert listed.names == {"stream.lan", "xn--bcher-kva.lan", "host"}
    assert [str(network) for network in listed.networks] == ["10.0.0.0/8", "fd00::1/128", "192.168.1.0/24"]
    assert private_hosts("") == private_hosts(" , ")


@pytest.mark.parametrize(
    "wrong", ["http://stream.lan", "stream.lan/x", "a b", "stream.lan:8080", "10.0.0.0/33", "*.lan"]
)
def test_anything_else_is_refused_in_words(monkeypatch: pytest.MonkeyPatch, wrong: str) -> None:
    monkeypatch.setenv("GUESTLINK_PRIVATE_HOSTS", wrong)
    forget()
    with pytest.raises(Misconfigured, match="GUESTLINK_PRIVATE_HOSTS must be names or networks"):
        settings()
