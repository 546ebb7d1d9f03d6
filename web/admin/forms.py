"""The forms of an admin."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField
from wtforms.fields.choices import SelectChoice

from models.plumbing.fields import clean_clicks, clean_days, clean_group_name, clean_others_email, clean_others_name
from models.tables.user import Role
from web.pages.forms import CleanedField, OurForm, cleaned

ROLE_TEXTS = {Role.VIEWER: _l("Viewer"), Role.CONTRIBUTOR: _l("Contributor"), Role.ADMIN: _l("Admin")}
ROLES = [SelectChoice(str(role), text) for role, text in ROLE_TEXTS.items()]


class RulesForm(OurForm):
    permits = SelectField(
        _l("Who may create guest links"),
        choices=[
            SelectChoice("role", _l("Everybody who has at least the role below")),
            SelectChoice("named", _l("Only the people and groups named below")),
        ],
    )
    minimal_role = SelectField(_l("Minimal role"), choices=ROLES)
    default_clicks = CleanedField(_l("# of clicks filled in"), [cleaned(clean_clicks)])
    most_clicks = CleanedField(_l("Largest # of clicks"), [cleaned(clean_clicks)])
    default_days = CleanedField(_l("Duration filled in"), [cleaned(clean_days)])
    most_days = CleanedField(_l("Largest duration"), [cleaned(clean_days)])


class EmailForm(OurForm):
    """Names somebody who has an account."""

    email = CleanedField(_l("Email"), [cleaned(clean_others_email)])


class NamedGroupForm(OurForm):
    """Names a group that exists."""

    group = CleanedField(_l("Name of the group"), [cleaned(clean_group_name)])


class GroupForm(OurForm):
    name = CleanedField(_l("Group name"), [cleaned(clean_group_name)])


class RoleForm(OurForm):
    role = SelectField(_l("Role"), choices=ROLES)


class UserForm(RoleForm):
    email = CleanedField(_l("Email"), [cleaned(clean_others_email)])
    name = CleanedField(_l("Name"), [cleaned(clean_others_name)])
    password = PasswordField(_l("First password"))
