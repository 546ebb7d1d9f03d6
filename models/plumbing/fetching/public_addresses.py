"""Which IP addresses are on the public internet.

The tables are ours, not those of Python's `ipaddress`, which differ from version to version. They are from IANA's
registries of special-purpose addresses.
"""

from ipaddress import IPv4Address, IPv6Address, ip_network

IpAddress = IPv4Address | IPv6Address

_NOT_PUBLIC_4 = [
    ip_network(text)
    for text in (
        "0.0.0.0/8",  # this machine
        "10.0.0.0/8",
        "100.64.0.0/10",  # shared by the customers of a provider (CGNAT)
        "127.0.0.0/8",
        "169.254.0.0/16",  # link-local, and the metadata of clouds
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",
    )
]
# All other IPv6 addresses are not public: ::1, fc00::/7, fe80::/10, fec0::/10, ff00::/8, 64:ff9b:1::/48 and so on.
_GLOBAL_6 = ip_network("2000::/3")
_NOT_PUBLIC_6 = [
    ip_network(text)
    for text in (
        "2001::/23",  # Teredo, ORCHID and others
        "2001:db8::/32",
        "2002::/16",  # 6to4, which holds an IPv4 address
        "3fff::/20",
    )
]
# An IPv4 address stands in the last 32 bits of these, and is where the packets go.
_MAPPED = ip_network("::ffff:0:0/96")
_NAT64 = ip_network("64:ff9b::/96")
# The middle of an ISATAP address, whose last 32 bits are an IPv4 address.
_ISATAP = {0x00005EFE, 0x02005EFE}


def is_public(address: IpAddress) -> bool:
    meant = meant_by(address)
    if isinstance(meant, IPv4Address):
        return not any(meant in network for network in _NOT_PUBLIC_4)
    if meant not in _GLOBAL_6 or any(meant in network for network in _NOT_PUBLIC_6):
        return False
    low = int(meant) & (2**64 - 1)
    return low >> 32 not in _ISATAP or is_public(IPv4Address(low & 0xFFFFFFFF))


def meant_by(address: IpAddress) -> IpAddress:
    """The IPv4 address that an IPv6 address stands for, if it does: written in it, or translated on the way (NAT64)."""
    if isinstance(address, IPv6Address) and (address in _MAPPED or address in _NAT64):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
