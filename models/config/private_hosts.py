"""The setting for hosts on private networks that the server may read playlists from."""

from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_network

from pydantic import field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.config.networks import Network
from models.config.origins import host_as_browsers_write_it


@dataclass(frozen=True)
class PrivateHosts:
    names: frozenset[str] = frozenset()
    networks: tuple[Network, ...] = ()

    def allow(self, host: str, address: IPv4Address | IPv6Address) -> bool:
        """Whether this address may be connected to for this host."""
        return host.rstrip(".") in self.names or any(
            address.version == network.version and address in network for network in self.networks
        )


def private_hosts(listed: str) -> PrivateHosts:
    """The names and networks between commas. Raises ValueError."""
    names, found = set(), []
    for part in filter(None, map(str.strip, listed.split(","))):
        try:
            found.append(ip_network(part.strip("[]"), strict=False))
        except ValueError:
            names.add(host_as_browsers_write_it(part))
    return PrivateHosts(frozenset(names), tuple(found))


class PrivateHostSettings(BaseSettings):
    """Part of `settings.Settings`."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    private_hosts: str = ""
    """Hosts on private networks from which playlists of live sessions may be read, as names or networks, like
    `stream.example.lan,10.20.0.0/16`. If not set: none."""

    @field_validator("private_hosts")
    @classmethod
    def _check_private_hosts(cls, listed: str) -> str:
        try:
            private_hosts(listed)
        except ValueError:
            raise ValueError(
                "must be names or networks with commas between them, like stream.example.lan,10.20.0.0/16"
            ) from None
        return listed

    @property
    def allowed_private_hosts(self) -> PrivateHosts:
        return private_hosts(self.private_hosts)
