"""The forms of an admin."""

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, Field, FileField, Form, PasswordField, SelectField
from wtforms.fields.choices import SelectChoice

from models.errors import Invalid
from models.people.finding import Who
from models.plumbing.fields import clean_clicks, clean_days, clean_group_name, clean_others_email, clean_others_name
from models.plumbing.row_ids import row_id
from models.site import look
from models.tables.user import Role
from web.account.forms import new_password
from web.pages.compared_forms import ComparedForm
from web.pages.forms import CleanedField, CleanedTextField, SiteForm, cleaned_by

# In English, the part of the site for admins has the same name as their role. So this text has a context.
ROLE_TEXTS = {
    Role.VIEWER: _l("Viewer"),
    Role.CONTRIBUTOR: _l("Contributor"),
    Role.ADMIN: lazy_pgettext("role", "Admin"),
}
WHO_TEXTS = {
    Who.EVERYONE: _l("Everyone"),
    Who.VIEWERS: _l("Viewers"),
    Who.CONTRIBUTORS: _l("Contributors"),
    Who.ADMINS: _l("Admins"),
    Who.DISABLED: _l("Disabled accounts"),
}
ROLES = [SelectChoice(str(role), text) for role, text in ROLE_TEXTS.items()]


class RulesForm(ComparedForm):
    permits = SelectField(
        _l("Who can create guest links"),
        choices=[
            SelectChoice("role", _l("Everyone with at least the role below")),
            SelectChoice("named", _l("Only the people and groups below")),
        ],
    )
    minimal_role = SelectField(_l("Smallest role"), choices=ROLES)
    default_clicks = CleanedField(_l("Default # of clicks"), [cleaned_by(clean_clicks)])
    most_clicks = CleanedField(_l("Maximum # of clicks"), [cleaned_by(clean_clicks)])
    default_days = CleanedField(_l("Default duration"), [cleaned_by(clean_days)])
    most_days = CleanedField(_l("Maximum duration"), [cleaned_by(clean_days)])


class DisabledOwnersForm(ComparedForm):
    links = SelectField(
        _l("Links of disabled owners"),
        choices=[SelectChoice("work", _l("They work on")), SelectChoice("stop", _l("They stop"))],
    )


class ExistingUserForm(SiteForm):
    email = CleanedField(_l("Email"), [cleaned_by(clean_others_email)])


class HeirForm(ExistingUserForm):
    """It stands on one page with an ExistingUserForm."""

    email = CleanedField(_l("Email of the new owner"), [cleaned_by(clean_others_email)], id="heir")


class ExistingGroupForm(SiteForm):
    group = CleanedField(_l("Group name"), [cleaned_by(clean_group_name)])


class GroupForm(SiteForm):
    name = CleanedField(_l("Group name"), [cleaned_by(clean_group_name)])


class RenameForm(GroupForm, ComparedForm):
    """Of a group that there is already."""


def _clean_number(typed: str, refusal: Invalid) -> int | None:
    """None if blank. Raises `refusal`."""
    number = row_id(typed.strip()) if typed.strip() else None
    if typed.strip() and number is None:
        raise refusal
    return number


def _clean_item(typed: str) -> int | None:
    return _clean_number(typed, Invalid("item", "Enter the number of an item, like 12"))


def _clean_link(typed: str) -> int | None:
    return _clean_number(typed, Invalid("link", "Enter the number of a link, like 12"))


class AuditFilterForm(FlaskForm):
    """It stands in the page's address, so it has no token."""

    class Meta:
        csrf = False

    email = CleanedField(
        _l("Email of a person"), [cleaned_by(lambda typed: clean_others_email(typed) if typed.strip() else "")]
    )
    act = SelectField(_l("What"), choices=[], default="")
    item = CleanedField(_l("Item"), [cleaned_by(_clean_item)])
    link = CleanedField(_l("Link"), [cleaned_by(_clean_link)])
    command_line = BooleanField(_l("Only what was done at the command line"))


class DetailsForm(ComparedForm):
    """It stands on one page with other fields for an email."""

    name = CleanedField(_l("Name"), [cleaned_by(clean_others_name)])
    email = CleanedField(_l("Email"), [cleaned_by(clean_others_email)], id="own-email")


class ErasingForm(SiteForm):
    email = CleanedField(_l("Email of the guest"), [cleaned_by(clean_others_email)])


class RoleForm(ComparedForm):
    role = SelectField(_l("Role"), choices=ROLES)


def _first_password(form: Form, field: Field) -> None:
    """Only where the admin chooses it."""
    if form["signs_in"].data == "password":
        new_password(form, field)


class UserForm(SiteForm):
    role = SelectField(_l("Role"), choices=ROLES)
    email = CleanedField(_l("Email"), [cleaned_by(clean_others_email)])
    name = CleanedField(_l("Name"), [cleaned_by(clean_others_name)])
    # The page offers those that work on this site.
    signs_in = SelectField(_l("How they sign in"), choices=[])
    password = PasswordField(_l("First password"), [_first_password])


class LookForm(ComparedForm):
    site_name = CleanedField(_l("Site name"), [cleaned_by(look.clean_site_name)])
    accent = CleanedField(_l("Accent colour"), [cleaned_by(look.clean_accent)])
    privacy_notice = CleanedTextField(_l("Privacy notice"), [cleaned_by(look.clean_privacy_notice)])
    privacy_url = CleanedField(_l("Address of the privacy notice"), [cleaned_by(look.clean_privacy_url)])


class LogoForm(SiteForm):
    logo = FileField(_l("Picture"))
