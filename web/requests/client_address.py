"""One client, one address: an IPv4 address, or the /64 network of an IPv6 address, however a proxy writes it."""

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address

UNKNOWN = "unknown"


def client_network(written: str | None) -> str:
    """`1.2.3.4` for `1.2.3.4:5678` and `::ffff:1.2.3.4`; `2001:db8::/64` for `[2001:db8::1]:443`.

    Everything that is no address counts as one client, `unknown` (contract 3.36).
    """
    address = _address((written or "").strip())
    if address is None:
        return UNKNOWN
    if isinstance(address, IPv6Address) and (mapped := address.ipv4_mapped) is not None:
        return str(mapped)
    return str(IPv6Network((address, 64), strict=False)) if isinstance(address, IPv6Address) else str(address)


def _address(written: str) -> IPv4Address | IPv6Address | None:
    host = written.strip('"')
    if host.startswith("["):
        host = host[1:].partition("]")[0]
    elif host.count(":") == 1:
        host = host.partition(":")[0]
    try:
        # A zone like `fe80::1%eth0` names a network card, not a client.
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None
