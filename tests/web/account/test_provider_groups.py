"""Roles follow the groups at the provider (contract 12.25)."""

from typing import Any

import pytest

from tests.vocabulary.maker import Maker
from tests.web.account.imitated import assert_in, people, refusal, site_at
from tests.web.account.imitation import Imitation

GROUPS = {
    "groups": ({"groups": ["staff", "admins"]}, "admin"),
    "Keycloak": ({"groups": ["/editors"]}, "contributor"),
    "one name": ({"groups": "admins"}, "admin"),
    "none": ({"groups": []}, "viewer"),
    "missing": ({}, "viewer"),
    "objects": ({"groups": [{"value": "1", "display": "editors"}, {"name": "x"}]}, "contributor"),
    "one text": ({"groups": "staff, admins"}, "admin"),
}


@pytest.mark.parametrize(("said", "role"), GROUPS.values(), ids=GROUPS)
def test_roles_follow_the_groups(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch, said: dict[str, Any], role: str
) -> None:
    maker.user("admin")
    settings = {"OIDC_ADMIN_GROUPS": "admins, owners", "OIDC_CONTRIBUTOR_GROUPS": "editors"}
    site = site_at(there, maker, monkeypatch, **settings)
    there.claims |= said
    assert_in(site, there)
    assert people()[-1][2] == role
    there.claims["groups"] = ["owners"]
    assert_in(site, there)
    assert people()[-1][2] == "admin"
    there.claims["groups"] = ["x"]
    assert_in(site, there)
    assert people()[-1][2] == "viewer"


@pytest.mark.parametrize(("claim", "said"), [
    ("realm_access.roles", {"realm_access": {"roles": ["admins"]}}),
    ("resource_access.site.example.roles", {"resource_access": {"site.example": {"roles": ["admins"]}}}),
    ("urn:zitadel:iam:org:project:roles", {"urn:zitadel:iam:org:project:roles": {"admins": {"1": "x"}}}),
])  # fmt: skip
def test_groups_may_stand_elsewhere(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch, claim: str, said: dict[str, Any]
) -> None:
    there.userinfo = {"sub": "1", **said}
    assert_in(site_at(there, maker, monkeypatch, OIDC_GROUPS_CLAIM=claim, OIDC_ADMIN_GROUPS="admins"), there)
    assert people() == [("olga@example.com", "Olga", "admin")]


def test_a_role_stays_where_the_groups_cannot_be_known(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    maker.user("admin")
    site = site_at(there, maker, monkeypatch, OIDC_ADMIN_GROUPS="admins")
    there.claims["groups"] = ["admins"]
    assert_in(site, there)
    del there.claims["groups"]
    there.claims["_claim_names"] = {"groups": "src1"}
    assert_in(site, there)
    del there.claims["_claim_names"]
    there.claims["groups"] = [{"unknown": "admins"}]
    assert_in(site, there)
    assert people()[-1][2] == "admin"
    del there.claims["groups"]
    there.metadata = {"userinfo_endpoint": f"{there.address}/gone"}
    site = site_at(there, maker, monkeypatch, OIDC_ADMIN_GROUPS="admins")
    assert refusal(site, there).startswith("503")
    assert people()[-1][2] == "admin"


def test_the_groups_do_not_take_the_last_admin_away(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = site_at(there, maker, monkeypatch, OIDC_ADMIN_GROUPS="admins")
    for groups in (["admins"], []):
        there.claims["groups"] = groups
        assert_in(site, there)
    assert people()[0][2] == "admin"
