"""Who can sign in, and how: every combination of password, provider and state (contract 12.46)."""

import pytest
from sqlalchemy import update

from models.people import signing_in
from models.people.signing_in import SignsIn
from models.plumbing import database
from models.tables import User
from tests.conftest import forget
from tests.vocabulary.maker import NOW, Maker

HERE, ELSEWHERE = "https://id.example.org 1", "https://old.example.org 1"
# Whether the site has a provider, and the password form.
BOTH, ONLY_FORM, ONLY_PROVIDER = (True, True), (False, True), (True, False)

# The site, whether the person has a password, their account at a provider, and how they sign in.
TABLE = [
    (BOTH, True, HERE, SignsIn.BY_BOTH),
    (BOTH, True, ELSEWHERE, SignsIn.BY_PASSWORD),
    (BOTH, True, None, SignsIn.BY_PASSWORD),
    (BOTH, False, HERE, SignsIn.AT_PROVIDER),
    (BOTH, False, ELSEWHERE, SignsIn.AT_FORMER_PROVIDER),
    (BOTH, False, None, SignsIn.NOT_YET),
    (ONLY_FORM, True, HERE, SignsIn.BY_PASSWORD),
    (ONLY_FORM, True, ELSEWHERE, SignsIn.BY_PASSWORD),
    (ONLY_FORM, True, None, SignsIn.BY_PASSWORD),
    (ONLY_FORM, False, HERE, SignsIn.AT_FORMER_PROVIDER),
    (ONLY_FORM, False, ELSEWHERE, SignsIn.AT_FORMER_PROVIDER),
    (ONLY_FORM, False, None, SignsIn.NOT_YET),
    (ONLY_PROVIDER, True, HERE, SignsIn.AT_PROVIDER),
    (ONLY_PROVIDER, True, ELSEWHERE, SignsIn.PASSWORD_IS_OFF),
    (ONLY_PROVIDER, True, None, SignsIn.PASSWORD_IS_OFF),
    (ONLY_PROVIDER, False, HERE, SignsIn.AT_PROVIDER),
    (ONLY_PROVIDER, False, ELSEWHERE, SignsIn.AT_FORMER_PROVIDER),
    (ONLY_PROVIDER, False, None, SignsIn.NOT_YET),
]


def set_site(monkeypatch: pytest.MonkeyPatch, site: tuple[bool, bool]) -> None:
    has_provider, has_form = site
    if has_provider:
        for name, value in {"ISSUER": "https://id.example.org", "CLIENT_ID": "c", "CLIENT_SECRET": "s"}.items():
            monkeypatch.setenv(f"GUESTLINK_OIDC_{name}", value)
    monkeypatch.setenv("GUESTLINK_PASSWORD_FORM", "on" if has_form else "off")
    forget()


def change(maker: Maker, user: User, **values: object) -> None:
    with database.writing(maker.bind) as db:
        db.execute(update(User).where(User.id == user.id).values(**values))


def how(maker: Maker, user: User) -> SignsIn:
    with database.reading(maker.bind) as db:
        return signing_in.signs_in(db, user.id)


@pytest.mark.parametrize(("site", "has_password", "subject", "expected"), TABLE)
def test_how_a_person_signs_in(
    maker: Maker,
    monkeypatch: pytest.MonkeyPatch,
    site: tuple[bool, bool],
    has_password: bool,
    subject: str | None,
    expected: SignsIn,
) -> None:
    set_site(monkeypatch, site)
    # The form is off only once an admin is known at the provider.
    change(maker, maker.user("admin"), oidc_subject="https://id.example.org 99")
    user = maker.user()
    change(maker, user, oidc_subject=subject, **({} if has_password else {"password_hash": None}))
    assert how(maker, user) is expected
    change(maker, user, disabled_at=NOW)
    assert how(maker, user) is SignsIn.DISABLED


def test_a_password_works_without_the_form_until_an_admin_is_known_at_the_provider(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_site(monkeypatch, ONLY_PROVIDER)
    admin = maker.user("admin")
    assert how(maker, admin) is SignsIn.BY_PASSWORD
    other = maker.user("admin")
    change(maker, other, oidc_subject=HERE)
    assert how(maker, admin) is SignsIn.PASSWORD_IS_OFF
    change(maker, other, disabled_at=NOW)
    assert how(maker, admin) is SignsIn.BY_PASSWORD
