"""Reads what providers say about a person, in their many ways, from the token and from userinfo."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from models.config.oidc import OidcSettings, listed_groups
from models.people.oidc import Claims
from models.plumbing.fields import MAX_NAME_LENGTH
from models.tables.user import Role

# Where Entra ID and ADFS name an address when they name no email. Nobody verifies these.
OTHER_ADDRESSES = ("preferred_username", "upn", "unique_name")

# Where a group that is an object has its name (SCIM and others).
NAMES_OF_GROUPS = ("name", "display", "displayName", "value", "id")

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
    with_email = [(_first_text(each["email"]), _is_verified(each)) for each in said if each.get("email")]
    for wanted in (True, False, None):
        for email, is_verified in with_email:
            if is_verified is wanted:
                return email, is_verified
    names = [_first_text(each.get(claim)) for claim in OTHER_ADDRESSES for each in said]
    return next((name for name in names if "@" in name), ""), None


def _is_verified(said: Said) -> bool | None:
    """`xms_edov` is Entra ID's word for it: the domain of the address belongs to the tenant."""
    for claim in ("email_verified", "xms_edov"):
        value = said.get(claim)
        if isinstance(value, bool | int | str) and value != "":
            return str(value).strip().lower() in {"true", "1", "yes"}
    return None


def _name(said: Said) -> str:
    name, given, family = (_first_text(said.get(part)) for part in ("name", "given_name", "family_name"))
    return " ".join((name if name.strip() else f"{given} {family}").split())[:MAX_NAME_LENGTH].strip()


def _first_text(value: object) -> str:
    """Directories with several values for each attribute send a list."""
    if isinstance(value, list):
        return next((each for each in value if isinstance(each, str) and each.strip()), "")
    return value if isinstance(value, str) else ""


def _role(said: Sequence[Said], config: OidcSettings) -> Role | None:
    elsewhere = [each["_claim_names"] for each in said if isinstance(each.get("_claim_names"), Mapping)]
    if any(config.oidc_groups_claim in names for names in elsewhere):
        # Entra ID names no group of a person who has more than 200 of them.
        return None
    claims = [found for each in said if (found := _at(each, config.oidc_groups_claim))]
    groups = {group for each in claims for group in _groups(each)}
    if claims and not groups:
        # Nothing that we can read. It must not take a role away.
        return None
    if groups & _spellings(listed_groups(config.oidc_admin_groups)):
        return Role.ADMIN
    if groups & _spellings(listed_groups(config.oidc_contributor_groups)):
        return Role.CONTRIBUTOR
    return Role.VIEWER


def _at(said: Said, claim: str) -> object:
    """The claim of this name, or the one at this path, as in `realm_access.roles`."""
    if claim in said:
        return said[claim]
    # The longest name first: one that has dots itself, as a client of Keycloak's, is no path.
    for at in sorted((at for at, letter in enumerate(claim) if letter == "."), reverse=True):
        inner = said.get(claim[:at])
        if isinstance(inner, Mapping) and (found := _at(inner, claim[at + 1 :])) is not None:
            return found
    return None


def _groups(value: object) -> Iterable[str]:
    """A list of names or of objects that have one, the keys of an object (Zitadel), one name, or several between
    commas."""
    if isinstance(value, str):
        return [value, *map(str.strip, value.split(","))]
    if isinstance(value, Mapping):
        return map(str, value)
    return [name for each in value for name in _names_of(each)] if isinstance(value, list) else []


def _names_of(group: object) -> Iterable[str]:
    if not isinstance(group, Mapping):
        return [str(group)]
    return [name for key in NAMES_OF_GROUPS if isinstance(name := group.get(key), str)]


def _spellings(names: set[str]) -> set[str]:
    """Keycloak writes a slash before the name of a group."""
    return names | {f"/{name}" for name in names}
