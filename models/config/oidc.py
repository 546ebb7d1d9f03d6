"""The settings for signing in: through an OpenID provider, and with a password."""

import re
from typing import Literal

from pydantic import field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from models.config.origins import is_server_address
from models.config.secret_files import Secret

# Where Entra ID stands for all its customers at once. The issuer of a token names one of them instead.
ALL_TENANTS = re.compile(r"/(common|organizations|consumers)(/|$)")


class OidcSettings(BaseSettings):
    """Part of `settings.Settings`."""

    model_config = SettingsConfigDict(use_attribute_docstrings=True)

    oidc_issuer: str = ""
    """Address of an OpenID provider, like `https://login.example.org/realm`. People may sign in there. The redirect
    address is `BASE_URL/login/oidc/callback`, the one after signing out `BASE_URL/login`. Set issuer, client id and
    client secret, or none."""
    oidc_client_id: str = ""
    """Client id that the provider knows this site by."""
    oidc_client_secret: Secret = ""
    """Client secret of the provider."""
    oidc_name: str = "OpenID Connect"
    """Name of the provider on the button "Sign in with …"."""
    oidc_trust_emails: Literal["on", "off"] = "off"
    """`on` trusts every email address that the provider names, also where it does not say that it was verified, as
    Entra ID and ADFS. Set it only if people cannot choose their address there themselves."""
    oidc_groups_claim: str = "groups"
    """Claim that names the groups of a person, like `groups` or `realm_access.roles`."""
    oidc_admin_groups: str = ""
    """Groups at the provider whose members are admins here, with commas between them (semicolons, if a name has a
    comma). Once this or the next setting is set, roles follow the groups at each sign-in."""
    oidc_contributor_groups: str = ""
    """Groups at the provider whose members are contributors here. Everybody else is a viewer."""
    password_form: Literal["on", "off"] = "on"  # noqa: S105 (not a password)
    """`off` leaves only the provider for signing in. The form goes once an admin has signed in there."""

    @field_validator("oidc_issuer")
    @classmethod
    def _check_issuer(cls, url: str) -> str:
        url = url.strip().removesuffix("/.well-known/openid-configuration")
        if url and not is_server_address(url, "http", "https"):
            raise ValueError("must be the address of a provider, like https://login.example.org/realm")
        return url.rstrip("/")

    @model_validator(mode="after")
    def _check_oidc_is_complete(self) -> "OidcSettings":
        parts = (self.oidc_issuer, self.oidc_client_id, self.oidc_client_secret)
        if any(parts) and not all(parts):
            raise ValueError("GUESTLINK_OIDC_ISSUER, _CLIENT_ID and _CLIENT_SECRET (or _FILE) belong together")
        if self.password_form == "off" and not self.oidc_issuer:  # noqa: S105 (not a password)
            raise ValueError("GUESTLINK_PASSWORD_FORM: off needs a provider (GUESTLINK_OIDC_ISSUER)")
        if self.oidc_trust_emails == "on" and ALL_TENANTS.search(self.oidc_issuer):
            raise ValueError(
                "GUESTLINK_OIDC_TRUST_EMAILS: anybody can make a tenant there and name any address. Set"
                " GUESTLINK_OIDC_ISSUER to the address of your own tenant"
            )
        return self

    @property
    def oidc_subject_starts(self) -> list[str]:
        """How the subjects of this provider may begin in the database: with its issuer, with or without a slash."""
        if not self.oidc_issuer:
            return []
        tenants = ALL_TENANTS.search(self.oidc_issuer)
        return (
            [self.oidc_issuer[: tenants.start() + 1]] if tenants else [f"{self.oidc_issuer} ", f"{self.oidc_issuer}/ "]
        )

    @property
    def oidc_roles_follow_groups(self) -> bool:
        return bool(self.oidc_admin_groups or self.oidc_contributor_groups)


def listed_groups(listed: str) -> set[str]:
    """The groups that a setting names."""
    names = listed.split(";" if ";" in listed else ",")
    return {name.strip() for name in names} - {""}
