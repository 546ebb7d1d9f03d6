"""The modules: who may create links, limits for new links, and what off and on again do (contract 2.2, 2.3, 2.9)."""

import pytest

from models.errors import DoesNotAdmit, Invalid, NotFound
from models.media import permitting
from models.people import user_groups
from models.plumbing import database
from models.site import modules
from models.tables import MediaItem, User
from models.tables.module import INVITETOMEDIA, MEDIAPAGE
from tests.vocabulary import acts
from tests.vocabulary.acts import write
from tests.vocabulary.maker import NOW, Maker

ROLES = ["viewer", "contributor", "admin"]


def set_rules(maker: Maker, permits: str = "role", minimal: str = "contributor", **bounds: int | None) -> None:
    write(maker, modules.set_rules, modules.Rules(permits, minimal, **bounds))


def may_create(maker: Maker, user: User, *, kind: str = "video") -> bool:
    media_id = maker.media(user, kind=kind, access=False)
    with database.reading(maker.bind) as db:
        return permitting.may_create_links(db, db.get_one(MediaItem, media_id), user)


@pytest.mark.parametrize("minimal", ROLES)
def test_a_minimal_role_permits_itself_and_higher_roles(maker: Maker, minimal: str) -> None:
    set_rules(maker, "role", minimal)
    assert {role: may_create(maker, maker.user(role)) for role in ROLES} == {
        role: ROLES.index(role) >= ROLES.index(minimal) for role in ROLES
    }


def test_by_name_only_named_people_and_members_of_named_groups_are_permitted(maker: Maker) -> None:
    set_rules(maker, "named", "viewer")
    named, member, elsewhere, admin = (
        maker.user("viewer"),
        maker.user("viewer"),
        maker.user("admin"),
        maker.user("admin"),
    )
    permitted_group = write(maker, user_groups.create_group, "Teachers")
    other_group = write(maker, user_groups.create_group, "Parents")
    write(maker, user_groups.add_member, permitted_group.id, member.id)
    write(maker, user_groups.add_member, other_group.id, elsewhere.id)
    write(maker, modules.permit_user, named.id)
    write(maker, modules.permit_group, permitted_group.id)
    assert [may_create(maker, user) for user in (named, member, elsewhere, admin)] == [True, True, False, False]
    # While a role decides, names do not count.
    set_rules(maker, "role", "admin")
    assert [may_create(maker, user) for user in (named, member, elsewhere, admin)] == [False, False, True, True]


def test_permission_ends_with_the_name_the_membership_or_the_group(maker: Maker) -> None:
    set_rules(maker, "named")
    named, left, member = maker.user(), maker.user(), maker.user()
    group = write(maker, user_groups.create_group, "Teachers")
    for user in (left, member):
        write(maker, user_groups.add_member, group.id, user.id)
    for _ in range(2):
        write(maker, modules.permit_user, named.id)
        write(maker, modules.permit_group, group.id)
    write(maker, user_groups.remove_member, group.id, left.id)
    assert [may_create(maker, user) for user in (named, left, member)] == [True, False, True]
    write(maker, modules.unpermit_user, named.id)
    write(maker, user_groups.delete_group, group.id)
    assert [may_create(maker, user) for user in (named, left, member)] == [False, False, False]
    with database.reading(maker.bind) as db:
        assert modules.permitted_by_name(db) == modules.PermittedByName([], [])


@pytest.mark.parametrize("module", [INVITETOMEDIA, MEDIAPAGE])
def test_no_one_is_permitted_while_a_module_is_off_or_for_a_channel_room(maker: Maker, module: str) -> None:
    admin = maker.user("admin")
    assert may_create(maker, admin)
    assert not may_create(maker, admin, kind="channel_room")
    write(maker, modules.switch_module, module, enabled=False)
    assert not may_create(maker, admin)


@pytest.mark.parametrize("module", [INVITETOMEDIA, MEDIAPAGE])
def test_a_module_off_keeps_guests_out_and_on_again_their_sessions_work(maker: Maker, module: str) -> None:
    link = maker.link()
    guest = maker.enter(link)
    key = acts.watch(maker, guest)
    for _ in range(2):
        write(maker, modules.switch_module, module, enabled=False)
    assert acts.plays(maker, guest, key)
    assert acts.load(maker, guest) is None
    with pytest.raises(DoesNotAdmit, match="unavailable"):
        maker.enter(link)
    write(maker, modules.switch_module, module, enabled=True)
    assert acts.load(maker, guest)


def test_an_unknown_module_is_not_found(maker: Maker) -> None:
    with pytest.raises(NotFound):
        write(maker, modules.switch_module, "Nonsense", enabled=False)


@pytest.mark.parametrize(
    ("clicks", "days", "field"),
    [(50, 7, None), (51, 7, "clicks"), (None, 7, "clicks"), (50, 8, "days"), (50, None, "days"), (1, 1, None)],
)
def test_a_new_link_stays_within_the_largest_values(
    maker: Maker, clicks: int | None, days: int | None, field: str | None
) -> None:
    media_id = maker.media()
    forever = maker.link(media_id)
    set_rules(maker, most_clicks=50, most_days=7)
    if field is None:
        assert maker.link(media_id, clicks=clicks, days=days).click_limit == clicks
    else:
        with pytest.raises(Invalid) as refusal:
            maker.link(media_id, clicks=clicks, days=days)
        assert refusal.value.field == field
    # Links that existed before stay as they are.
    assert acts.status(maker, forever) == "active"
    assert maker.enter(forever)


def test_each_largest_value_limits_only_its_own_field(maker: Maker) -> None:
    set_rules(maker, most_clicks=50)
    assert maker.link(clicks=50).expires_at is None
    set_rules(maker, most_days=7)
    assert maker.link(days=7).click_limit is None
    set_rules(maker)
    assert maker.link().click_limit is None


@pytest.mark.parametrize(
    ("default", "most", "fits"), [(50, 50, True), (51, 50, False), (None, 50, True), (9, None, True)]
)
@pytest.mark.parametrize("what", ["clicks", "days"])
def test_a_default_must_not_exceed_the_largest_value(
    maker: Maker, what: str, default: int | None, most: int | None, fits: bool
) -> None:
    bounds = {f"default_{what}": default, f"most_{what}": most}
    if fits:
        set_rules(maker, "role", "contributor", **bounds)
        with database.reading(maker.bind) as db:
            stored = modules.bounds(db)
        assert (getattr(stored, f"default_{what}"), getattr(stored, f"most_{what}")) == (default, most)
    else:
        with pytest.raises(Invalid) as refusal:
            set_rules(maker, "role", "contributor", **bounds)
        assert refusal.value.field == f"default_{what}"


@pytest.mark.parametrize(
    ("permits", "minimal", "field"), [("all", "viewer", "permits"), ("role", "god", "minimal_role")]
)
def test_unknown_rules_are_refused(maker: Maker, permits: str, minimal: str, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        set_rules(maker, permits, minimal)
    assert refusal.value.field == field


def test_too_many_names_are_refused_but_naming_the_same_again_is_not(
    maker: Maker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(modules, "MOST_NAMED", 2)
    first, second, third = (maker.user(now=NOW) for _ in range(3))
    for user in (first, second, second):
        write(maker, modules.permit_user, user.id)
    with pytest.raises(Invalid):
        write(maker, modules.permit_user, third.id)
    groups = [write(maker, user_groups.create_group, name) for name in ("A", "B", "C")]
    for group in (groups[0], groups[1], groups[1]):
        write(maker, modules.permit_group, group.id)
    with pytest.raises(Invalid):
        write(maker, modules.permit_group, groups[2].id)
    monkeypatch.setattr(modules, "MOST_NAMED", 9)
    with pytest.raises(NotFound):
        write(maker, modules.permit_group, 999)
