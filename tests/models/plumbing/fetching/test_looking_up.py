"""The addresses of a host are judged, and nothing else is connected to (contract 9.21)."""

import socket
import time

import pytest

from models.plumbing.fetching import looking_up
from models.plumbing.fetching.asking import ask
from models.plumbing.fetching.looking_up import judged_addresses
from models.plumbing.fetching.refusals import NO_ANSWER, PRIVATE, UNKNOWN, CannotFetch
from models.plumbing.web_addresses import read
from tests.conftest import forget
from tests.vocabulary.names import Names


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    return Names(monkeypatch)


def judged(url: str, seconds: float = 5) -> list[str]:
    address = read(url)
    assert address is not None
    return [str(ip) for ip in judged_addresses(address, time.monotonic() + seconds)]


def refusal(url: str) -> str:
    with pytest.raises(CannotFetch) as refused:
        judged(url)
    return refused.value.sentence


# Hosts that are this machine or its networks, in all spellings.
LITERALS = ["127.0.0.1", "127.1", "0x7f.1", "2130706433", "0177.0.0.1", "0", "127.0.0.1.", "①②⑦.0.0.1", "10.1.2.3"]
LITERALS += [
    "192.168.1.1",
    "172.16.0.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "[::1]",
    "[::]",
]
LITERALS += [
    "[::ffff:10.0.0.1]",
    "[::ffff:7f00:1]",
    "[::127.0.0.1]",
    "[64:ff9b::10.0.0.1]",
    "[64:ff9b:1::1]",
    "[fe80::1]",
]
LITERALS += ["[fd00::1]", "[fe80::1]", "[ff02::1]", "[2002:a00:1::]", "[fec0::1]", "[::ffff:0:10.0.0.1]", "[2001::1]"]


@pytest.mark.parametrize("host", LITERALS)
def test_a_private_address_is_refused_in_every_spelling(names: Names, host: str) -> None:
    assert refusal(f"http://{host}/x") == PRIVATE
    assert names.looked_up == []


@pytest.mark.parametrize(
    "found", [["127.0.0.1"], ["::1"], ["::ffff:10.0.0.1"], ["1.1.1.1", "10.0.0.1"], ["2606:4700::1111", "fe80::1"]]
)
def test_a_name_that_leads_into_a_private_network_is_refused(names: Names, found: list[str]) -> None:
    names.addresses["e.org"] = found
    assert refusal("http://e.org/x") == PRIVATE


def test_public_addresses_are_used_as_they_were_found(names: Names) -> None:
    names.addresses["e.org"] = ["2606:4700::1111", "1.1.1.1", "64:ff9b::1.1.1.1"]
    assert judged("http://e.org/x") == ["2606:4700::1111", "1.1.1.1", "64:ff9b::101:101"]
    assert judged("http://1.1.1.1/x") == ["1.1.1.1"]


def test_an_unknown_name_is_told(names: Names) -> None:
    assert refusal("http://nobody.example/x") == UNKNOWN
    assert refusal(f"http://{'a' * 64}.example/x") == UNKNOWN


@pytest.mark.parametrize("error", [socket.EAI_AGAIN, socket.EAI_FAIL])
def test_a_name_that_nobody_could_be_asked_for_is_not_called_unknown(names: Names, error: int) -> None:
    """As in a container without a way out, or while the name server is down."""
    names.error = error
    assert refusal("http://e.org/x") == NO_ANSWER


ALLOWED = [
    ("10.1.0.0/16", "http://10.1.2.3/x", True),
    ("10.1.0.0/16", "http://10.2.0.1/x", False),
    ("10.1.2.3", "http://10.1.2.3/x", True),
    ("10.1.2.3", "http://[::ffff:10.1.2.3]/x", True),
    ("fd00::/8", "http://[fd12::1]/x", True),
    ("fd00::/8", "http://10.1.2.3/x", False),
    ("stream.lan", "http://stream.lan/x", True),
    ("stream.lan", "http://stream.lan./x", True),
    ("Stream.LAN , 192.168.0.0/24", "http://stream.lan/x", True),
    ("stream.lan", "http://other.lan/x", False),
    ("stream.lan", "http://sub.stream.lan/x", False),
    ("stream.lan", "http://10.1.2.3/x", False),
    ("bücher.lan", "http://xn--bcher-kva.lan/x", True),
    ("10.1.0.0/16", "http://stream.lan/x", True),
    ("localhost", "http://127.0.0.1/x", False),
]


@pytest.mark.parametrize(("setting", "url", "is_allowed"), ALLOWED)
def test_the_settings_allow_hosts_on_private_networks(
    names: Names, monkeypatch: pytest.MonkeyPatch, setting: str, url: str, *, is_allowed: bool
) -> None:
    monkeypatch.setenv("GUESTLINK_PRIVATE_HOSTS", setting)
    forget()
    hosts = ("stream.lan", "stream.lan.", "other.lan", "sub.stream.lan", "xn--bcher-kva.lan")
    names.addresses.update({name: ["10.1.2.3"] for name in hosts})
    if is_allowed:
        assert judged(url)
    else:
        assert refusal(url) == PRIVATE


def test_what_was_judged_is_what_is_connected_to(names: Names, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name may lead elsewhere at its next look-up. So there is no next look-up."""
    connected: list[tuple[str, int]] = []

    def connect(address: tuple[str, int], _timeout: float) -> socket.socket:
        connected.append(address)
        names.addresses["e.org"] = ["127.0.0.1"]
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", connect)
    names.addresses["e.org"] = ["1.1.1.1", "2606:4700::1111"]
    address = read("http://e.org:8080/x")
    assert address is not None
    with pytest.raises(CannotFetch, match=NO_ANSWER):
        ask(address, "http://here.example", most_bytes=10, until=time.monotonic() + 5)
    assert connected == [("1.1.1.1", 8080), ("2606:4700::1111", 8080)]
    assert names.looked_up == ["e.org"]


def test_a_look_up_that_hangs_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(looking_up, "resolve", lambda _host: time.sleep(1))
    begun = time.monotonic()
    with pytest.raises(CannotFetch, match=NO_ANSWER):
        judged("http://e.org/x", 0.1)
    assert time.monotonic() - begun < 0.8
