"""One client is one address, however a proxy writes it (contract 3.36)."""

import pytest

from web.requests.client_address import UNKNOWN, client_network

IPV4 = [
    "1.2.3.4",
    "1.2.3.4:5678",
    "::ffff:1.2.3.4",
    "[::ffff:1.2.3.4]:443",
    "::FFFF:102:304",
    " 1.2.3.4\n",
    '"1.2.3.4:5"',
]
IPV6 = [
    "2001:db8::1",
    "[2001:db8::1]:443",
    "[2001:db8::1]",
    "2001:DB8:0::ffff:1",
    '"[2001:db8::7]:1"',
    "2001:db8::1%eth0",
]
NO_ADDRESS = ["", "unknown", "_hidden", "1.2.3", "1.2.3.4.5", "999.1.1.1", "a" * 9999, "[", "[x]:1", "\u0663.1.1.1"]


@pytest.mark.parametrize("written", IPV4)
def test_every_spelling_of_an_ipv4_address_is_one_client(written: str) -> None:
    assert client_network(written) == "1.2.3.4"


@pytest.mark.parametrize("written", IPV6)
def test_every_address_of_an_ipv6_network_is_one_client(written: str) -> None:
    assert client_network(written) == "2001:db8::/64"


@pytest.mark.parametrize("written", NO_ADDRESS)
def test_what_is_no_address_is_one_client_too(written: str) -> None:
    assert client_network(written) == UNKNOWN


def test_another_network_is_another_client() -> None:
    clients = ["1.2.3.4", "1.2.3.5", "2001:db8::1", "2001:db8:0:1::1", "::1", None]
    assert len({client_network(each) for each in clients}) == len(clients)
