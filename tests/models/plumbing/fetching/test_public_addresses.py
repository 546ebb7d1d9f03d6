"""Which IP addresses are public, with the first and last of each network."""

from ipaddress import ip_address

import pytest

from models.plumbing.fetching.public_addresses import is_public

PUBLIC = ["1.1.1.1", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0"]
PUBLIC += ["169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255", "192.169.0.0"]
PUBLIC += ["198.17.255.255", "198.20.0.0", "223.255.255.255", "2606:4700::1111", "2001:200::1", "2003::1"]
PUBLIC += ["::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2a00::5efe:101:101", "2a00::200:5efe:101:101", "3ffe::1"]


@pytest.mark.parametrize("text", PUBLIC)
def test_these_are_public(text: str) -> None:
    assert is_public(ip_address(text))


PRIVATE = ["0.0.0.0", "0.255.255.255", "10.0.0.0", "10.255.255.255", "100.64.0.0", "100.127.255.255", "127.0.0.1"]
PRIVATE += ["127.255.255.255", "169.254.0.0", "169.254.169.254", "169.254.255.255", "172.16.0.0", "172.31.255.255"]
PRIVATE += ["192.0.0.8", "192.0.2.1", "192.88.99.1", "192.168.0.0", "192.168.255.255", "198.18.0.0", "198.19.255.255"]
PRIVATE += ["198.51.100.1", "203.0.113.1", "224.0.0.0", "239.255.255.255", "240.0.0.0", "255.255.255.255"]
PRIVATE += ["::", "::1", "::7f00:1", "::10.0.0.1", "::1.1.1.1", "::ffff:10.0.0.1", "::ffff:7f00:1", "::ffff:0:1.1.1.1"]
PRIVATE += ["64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1.1.1.1", "100::1", "2001::1", "2001:db8::1"]
PRIVATE += ["2002:a00:1::", "2002:101:101::", "2a00::5efe:a00:1", "2a00::200:5efe:7f00:1", "3fff::1", "4000::1"]
PRIVATE += ["5f00::1", "fc00::", "fd00:ec2::254", "fdff::1", "fe80::1", "febf::1", "fec0::1", "ff02::1", "ff0e::1"]


@pytest.mark.parametrize("text", PRIVATE)
def test_these_are_not_public(text: str) -> None:
    assert not is_public(ip_address(text))
