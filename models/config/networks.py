"""Networks of machines, as a setting lists them."""

from ipaddress import IPv4Network, IPv6Network, ip_network

Network = IPv4Network | IPv6Network


def networks(listed: str) -> list[Network]:
    """The networks between commas. A single address counts as a network. Raises ValueError."""
    return [ip_network(part.strip()) for part in listed.split(",") if part.strip()]
