"""Secrets, keys and tokens of providers as they are in the wild (contract 12.19)."""

import json
import time
from typing import Any

import pytest
from joserfc import jwe
from joserfc.jwk import OctKey

from tests.vocabulary.maker import Maker
from tests.vocabulary.site import Site
from tests.web.account.imitated import assert_in, people, refusal, site_at
from tests.web.account.imitation import Imitation, new_key
from tests.web.account.provider import SECRET


@pytest.fixture
def site(there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch) -> Site:
    return site_at(there, maker, monkeypatch)


@pytest.mark.parametrize("ways", [("basic",), ("post",), ("basic", "post"), ("jwt",)])
@pytest.mark.parametrize("says", [True, False])
@pytest.mark.parametrize("refusal_", ["invalid_client", "unauthorized_client", "invalid_request", ""])
def test_the_secret_is_sent_as_the_provider_takes_it(
    site: Site, there: Imitation, ways: tuple[str, ...], says: bool, refusal_: str
) -> None:
    there.ways, there.refusal = ways, refusal_
    if says or ways == ("jwt",):
        named = [f"client_secret_{way}" for way in ways]
        there.metadata = {"token_endpoint_auth_methods_supported": ["private_key_jwt", *named]}
    assert_in(site, there)
    # The secret of the tests has spaces: in a header it is tried encoded first, then as it is.
    assert there.asked["/token"] == (3 if ways == ("post",) and not says else 1)


@pytest.mark.parametrize("decodes", [True, False])
@pytest.mark.parametrize("ways", [("basic",), ("post",)])
def test_a_secret_may_hold_any_characters(
    there: Imitation, maker: Maker, monkeypatch: pytest.MonkeyPatch, decodes: bool, ways: tuple[str, ...]
) -> None:
    there.secret, there.decodes_basic, there.ways = "a+b/c=d&e%f:g h~\u00e9\u05d0", decodes, ways
    assert_in(site_at(there, maker, monkeypatch), there)


def test_a_wrong_secret_is_said(site: Site, there: Imitation, caplog: pytest.LogCaptureFixture) -> None:
    there.secret = "another"
    assert "does not know this site as it should (invalid_client)" in refusal(site, there)
    assert SECRET not in caplog.text


@pytest.mark.parametrize("algorithm", ["RS256", "RS512", "PS256", "ES256", "EdDSA"])
@pytest.mark.parametrize("kid", ["first", None])
def test_signatures_of_private_keys_count(site: Site, there: Imitation, algorithm: str, kid: str | None) -> None:
    there.algorithm, there.key = algorithm, new_key(algorithm, kid)
    there.kid_in_header = kid is not None
    there.metadata = {"id_token_signing_alg_values_supported": ["none", "HS256", algorithm]}
    other = [new_key(each, None).as_dict(private=False) for each in ("RS256", "ES256")]
    odd: list[Any] = [
        {"kty": "AKP", "x": "?"},
        {"kty": "RSA"},
        {"kty": "oct", "k": "c2VjcmV0"},
        "x",
        {"kty": ["RSA"]},
        {**other[0], "use": "enc"},
    ]
    there.published = [*odd, *other, there.key.as_dict(private=False)]
    assert_in(site, there)


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_signatures_that_anybody_could_make_never_count(site: Site, there: Imitation, algorithm: str) -> None:
    there.algorithm = algorithm
    there.metadata = {"id_token_signing_alg_values_supported": ["RS256", "HS256", "none"]}
    assert refusal(site, there).startswith("503")
    assert people() == []


@pytest.mark.parametrize("kid", ["second", "first", None])
def test_a_new_key_is_asked_for(site: Site, there: Imitation, kid: str | None) -> None:
    """Its name is unknown, or the same name has another key."""
    assert_in(site, there)
    there.key, there.kid_in_header = new_key(kid=kid), kid is not None
    assert_in(site, there)
    assert there.asked["/jwks"] == 2


def test_made_up_signatures_do_not_make_us_ask_all_the_time(site: Site, there: Imitation) -> None:
    there.published = [new_key().as_dict(private=False)]
    for _ in range(12):
        assert refusal(site, there).startswith("503")
    assert there.asked["/jwks"] == 6


@pytest.mark.parametrize("member", ["use", "alg", "kid", "key_ops", "x5t", "x5c"])
@pytest.mark.parametrize("value", [None, ""])
def test_members_of_a_key_without_a_value_count_as_left_out(
    site: Site, there: Imitation, member: str, value: str | None
) -> None:
    there.published, there.kid_in_header = [there.key.as_dict(private=False) | {member: value}], False
    assert_in(site, there)


@pytest.mark.parametrize("keys", [{}, {"keys": None}, {"keys": 7}, {"keys": []}, {"keys": "x"}, []])
def test_a_set_without_keys_is_refused(site: Site, there: Imitation, keys: object) -> None:
    there.key_set = keys
    assert refusal(site, there).startswith("503")


def test_a_name_of_a_key_that_is_no_text_is_refused(site: Site, there: Imitation) -> None:
    there.header = {"kid": ["first"]}
    assert refusal(site, there).startswith("503")


@pytest.mark.parametrize("audience", [["guestlink"], ["guestlink", "other"]])
@pytest.mark.parametrize("azp", ["guestlink", None])
def test_an_audience_may_be_a_list(site: Site, there: Imitation, audience: list[str], azp: str | None) -> None:
    there.token = {"aud": audience, "azp": azp}
    assert_in(site, there)


NOT_FOR_US = [
    {"aud": "other"},
    {"aud": ["other"]},
    {"aud": None},
    {"azp": "other"},
    {"azp": ["guestlink"]},
    {"nonce": "other"},
    {"nonce": None},
]
NOT_FOR_US += [{"iss": "https://evil.example"}, {"iss": None}, {"at_hash": "x"}, {"exp": None}, {"exp": "soon"}]


@pytest.mark.parametrize("token", NOT_FOR_US)
def test_a_token_for_somebody_else_is_refused(site: Site, there: Imitation, token: dict[str, Any]) -> None:
    there.token = token
    assert refusal(site, there).startswith("503")
    assert people() == []


@pytest.mark.parametrize(("apart", "works"), [(-280, True), (280, True), (-700, False), (700, False)])
def test_clocks_may_be_a_few_minutes_apart(
    site: Site, there: Imitation, caplog: pytest.LogCaptureFixture, apart: int, works: bool
) -> None:
    now = int(time.time()) + apart
    there.token = {"iat": now, "nbf": now, "exp": now + 60}
    if works:
        assert_in(site, there)
    else:
        assert refusal(site, there).startswith("503")
        assert "are its clock and the clock of this machine right?" in caplog.text


def test_an_encrypted_token_is_said(
    site: Site, there: Imitation, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Authentik and Keycloak encrypt the tokens of a client if an admin has chosen a key for it there."""
    secret, header = OctKey.generate_key(256), {"alg": "dir", "enc": "A256GCM", "cty": "JWT"}
    monkeypatch.setattr(there, "signed", lambda claims: jwe.encrypt_compact(header, json.dumps(claims), secret))
    assert refusal(site, there).startswith("503")
    assert "its token is encrypted" in caplog.text
