"""Reads what providers say about a person, in their many ways, from the token and from userinfo."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.config.oidc import OidcSettings, listed_groups
from models.people.oidc import Claims
from models.tables.user import Role

# Where Entra ID and ADFS name an address when they name no email. Nobody verifies these.
OTHER_ADDRESSES = ("preferred_username", "upn", "unique_name")

Said = Mapping[str, Any]


def lacks_something(said: Said, config: OidcSettings) -> bool:
    """Whether userinfo should be asked too."""
    knows_address = bool(said.get("email")) and (_is_verified(said) is not None or config.oidc_trust_emails == "on")
    return not (knows_address and _name(said)) or lacks_groups(said, config)


def read(issuer: str, subject: object, said: Sequence[Said], config: OidcSettings) -> Claims:
    """`said` is the token, then userinfo if it was asked."""
    email, is_verified = _address(said)
    if is_verified is None and config.oidc_trust_emails == "on":
        is_verified = True
    return Claims(
        subject=f"{issuer.rstrip('/')} {_subject(subject)}" if _subject(subject) else "",
        email=email,
        email_verified=is_verified,
        name=next((name for name in map(_name, said) if name), ""),
        role=_role(said, config) if config.oidc_roles_follow_groups else None,
    )


def lacks_groups(said: Said, config: OidcSettings) -> bool:
    """Whether a role cannot be found without asking further."""
    return config.oidc_roles_follow_groups and _at(said, config.oidc_groups_claim) is None


def _subject(subject: object) -> str:
    """Some providers send a number."""
    is_text = isinstance(subject, str) or (isinstance(subject, int) and not isinstance(subject, bool))
    return str(subject) if is_text else ""


def _address(said: Sequence[Said]) -> tuple[str, bool | None]:
    """The address, and whether it is verified: None if that is not said. Both from one source: a word about one address
    says nothing about another."""
    with_email = [(str(each["email"]), _is_verified(each)) for each in said if each.get("email")]
    for wanted in (True, False, None):
        for email, is_verified in with_email:
            if is_verified is wanted:
                return email, is_verified
    names = [each[claim] for claim in OTHER_ADDRESSES for each in said if isinstance(each.get(claim), str)]
    return next((name for name in names if "@" in name), ""), None


def _is_verified(said: Said) -> bool | None:
    """`xms_edov` is Entra ID's word for it: the domain of the address belongs to the tenant."""
    for claim in ("email_verified", "xms_edov"):
        value = said.get(claim)
        if isinstance(value, bool | int | str) and value != "":
            return str(value).strip().lower() in {"true", "1", "yes"}
    return None


def _name(said: Said) -> str:
    parts = (said.get(part) for part in ("given_name", "family_name"))
    joined = " ".join(part.strip() for part in parts if isinstance(part, str) and part.strip())
    name = said.get("name")
    return name.strip() if isinstance(name, str) and name.strip() else joined


def _role(said: Sequence[Said], config: OidcSettings) -> Role | None:
    elsewhere = [each["_claim_names"] for each in said if isinstance(each.get("_claim_names"), Mapping)]
    if any(config.oidc_groups_claim in names for names in elsewhere):
        # Entra ID names no group of a person who has more than 200 of them.
        return None
    groups = {group for each in said for group in _groups(_at(each, config.oidc_groups_claim))}
    if groups & _spellings(listed_groups(config.oidc_admin_groups)):
        return Role.ADMIN
    if groups & _spellings(listed_groups(config.oidc_contributor_groups)):
        return Role.CONTRIBUTOR
    return Role.VIEWER


def _at(said: Said, claim: str) -> object:
    """The claim of this name, or the one at this path, as in `realm_access.roles`."""
    if claim in said:
        return said[claim]
    found: object = said
    for part in claim.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found


def _groups(value: object) -> Iterable[str]:
    """A list, the keys of an object (Zitadel), or one name."""
    if isinstance(value, str):
        return [value]
    return [str(each) for each in value] if isinstance(value, list | Mapping) else []


def _spellings(names: set[str]) -> set[str]:
    """Keycloak writes a slash before the name of a group."""
    return names | {f"/{name}" for name in names}
