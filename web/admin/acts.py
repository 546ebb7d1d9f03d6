"""What the audit log calls the acts that it notes."""

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

ACTS: dict[str, LazyString] = {
    "user_added": _l("Account added"),
    "user_disabled": _l("Account disabled"),
    "user_enabled": _l("Account enabled"),
    "user_renamed": _l("Name of an account changed"),
    "user_address_set": _l("Email of an account changed"),
    "role_set": _l("Role changed"),
    "password_set": _l("Password changed"),
    "one_time_address_made": _l("One-time address made"),
    "sign_ins_ended": _l("Signed out by an admin"),
    "provider_released": _l("Account at the provider released"),
    "provider_linked": _l("Account at the provider linked"),
    "provider_added": _l("Account added at the first sign-in at the provider"),
    "provider_renamed": _l("Name changed by the provider"),
    "provider_address_set": _l("Email changed by the provider"),
    "provider_role_set": _l("Role changed by the provider"),
    "users_merged": _l("Accounts merged"),
    "group_added": _l("Group added"),
    "group_renamed": _l("Group renamed"),
    "group_deleted": _l("Group deleted"),
    "group_member_added": _l("Added to a group"),
    "group_member_removed": _l("Removed from a group"),
    "module_on": _l("Module turned on"),
    "module_off": _l("Module turned off"),
    "rules_set": _l("Rules for guest links changed"),
    "disabled_owners_set": _l("Links of disabled owners: changed"),
    "person_allowed": _l("Person allowed to create guest links"),
    "person_disallowed": _l("Person no longer allowed to create guest links"),
    "group_allowed": _l("Group allowed to create guest links"),
    "group_disallowed": _l("Group no longer allowed to create guest links"),
    "look_changed": _l("Look of the site changed"),
    "guest_erased": _l("Guest erased on request"),
    "guest_removed": _l("Guest removed"),
    "backup_made": _l("Backup made"),
    "media_added": _l("Media added"),
    "media_edited": _l("Media edited"),
    "file_replaced": _l("File replaced"),
    "media_deleted": _l("Media deleted"),
    "visibility_set": _l("Visibility changed"),
    "media_handed_over": _l("Media handed over"),
    "all_media_handed_over": _l("All media of a person handed over"),
    "collaborator_added": _l("Collaborator added"),
    "collaborator_removed": _l("Collaborator removed"),
    "access_on": _l("Guest access turned on"),
    "access_off": _l("Guest access turned off"),
    "access_ended": _l("Guest access turned off and ended"),
    "link_created": _l("Link created"),
    "link_edited": _l("Link edited"),
    "link_ended": _l("Link ended"),
    "link_deleted": _l("Link deleted"),
}


def act_text(act: str) -> LazyString | str:
    """An act without words, for example of a newer version, is shown by its name."""
    return ACTS.get(act, act.replace("_", " "))
