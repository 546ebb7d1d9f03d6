"""`guestlink user …`."""

import sys
from typing import TYPE_CHECKING

import click

from web.cli.noting import note
from web.cli.options import json_option, password_option, role_type
from web.cli.output import show, table
from web.cli.site_command import SiteGroup

if TYPE_CHECKING:
    from models.tables import User


@click.group(cls=SiteGroup)
def user() -> None:
    """People with an account."""


def user_document(row: "User") -> dict[str, object]:
    return {
        "id": row.id,
        "email": row.email,
        "name": row.name,
        "role": row.role,
        "disabled": row.disabled_at is not None,
        "provider_account": row.oidc_subject,
        "refused_account": row.refused_subject,
    }


@user.command()
@click.argument("email")
@click.option("--name", required=True, metavar="NAME", help="The person's name, as others see it.")
@click.option("--role", type=role_type, required=True, help="What the person can do.")
@click.option("--provider", is_flag=True, help="No password: the person signs in at the provider of the settings.")
@password_option
@json_option
def add(email: str, name: str, role: str, provider: bool, password_stdin: bool, as_json: bool) -> None:
    """Add a person. Asks for the password, unless --password-stdin or --provider is given."""
    from models.config.settings import settings
    from models.people import accounts
    from models.plumbing import clock, database

    if provider and not settings().oidc_issuer:
        raise click.UsageError("This site has no provider: set GUESTLINK_OIDC_ISSUER.")
    password = None if provider else _password(password_stdin)
    with database.writing() as db:
        row = accounts.add_user(db, email=email, name=name, role=role, password=password, now=clock.utcnow())
        note(db, "user_added", detail=f"{row.email} ({row.role})")
    show(user_document(row), as_json, [f"Added {row.email} ({row.role})."])


@user.command("password")
@click.argument("email")
@password_option
@json_option
def password_(email: str, password_stdin: bool, as_json: bool) -> None:
    """Give a person a new password, and sign them out everywhere."""
    from models.people import accounts, passwords
    from models.plumbing import database

    password = _password(password_stdin)
    with database.reading() as db:
        row = accounts.user_by_email(db, email)
    password_hash = passwords.hash_new(password, "password", row.email, row.name)
    with database.writing() as db:
        row = accounts.set_password(db, email, password_hash)
        note(db, "password_set", detail=row.email)
    show(user_document(row), as_json, [f"{row.email} has a new password and is signed out everywhere."])


def _password(from_stdin: bool) -> str:
    """Raises UsageError when none is given."""
    password = sys.stdin.readline().rstrip("\r\n") if from_stdin else _prompt()
    if not password:
        raise click.UsageError("A password is needed: use --password-stdin.")
    return password


def _prompt() -> str:
    if not sys.stdin.isatty():
        return ""
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return answer


@user.command("list")
@json_option
def list_(as_json: bool) -> None:
    """List all people with an account. Guests have none."""
    from models.people import accounts
    from models.plumbing import database

    with database.reading() as db:
        documents = [user_document(row) for row in accounts.all_users(db)]
    rows = [[d["id"], d["email"], d["name"], d["role"], "disabled" if d["disabled"] else ""] for d in documents]
    show(documents, as_json, table(["id", "email", "name", "role", "state"], rows))


@user.command()
@click.argument("email")
@json_option
def disable(email: str, as_json: bool) -> None:
    """Disable an account: the person can no longer sign in."""
    from models.files import expired_uploads
    from models.people import accounts
    from models.plumbing import clock, database

    with database.writing() as db:
        row = accounts.user_by_email(db, email)
        if accounts.disable_user(db, row.id, now=clock.utcnow()):
            note(db, "user_disabled", detail=row.email)
    expired_uploads.cancel_all_of(row.id)
    show(user_document(row), as_json, [f"Disabled {row.email}."])


@user.command()
@click.argument("email")
@json_option
def enable(email: str, as_json: bool) -> None:
    """Enable an account: the person can sign in again."""
    from models.people import accounts
    from models.plumbing import database

    with database.writing() as db:
        row = accounts.user_by_email(db, email)
        if accounts.enable_user(db, row.id):
            note(db, "user_enabled", detail=row.email)
    show(user_document(row), as_json, [f"Enabled {row.email}."])


@user.command("role")
@click.argument("email")
@click.argument("role", type=role_type)
@json_option
def role_(email: str, role: str, as_json: bool) -> None:
    """Give a person another role."""
    from models.people import accounts
    from models.plumbing import database

    with database.writing() as db:
        row = accounts.user_by_email(db, email)
        if accounts.set_role(db, row.id, role):
            note(db, "role_set", detail=f"{row.email} ({row.role})")
    show(user_document(row), as_json, [f"{row.email} now has the role {row.role}."])
