"""`guestlink user release`, `relink` and `merge`: people with two accounts (contract 12.24)."""

import click

from web.cli.noting import note, note_items
from web.cli.options import json_option
from web.cli.output import show
from web.cli.site_command import SiteCommand
from web.cli.user import user_document


@click.command(cls=SiteCommand)
@click.argument("email")
@json_option
def release(email: str, as_json: bool) -> None:
    """Release the account at the provider: the next person who signs in there with this email gets it."""
    from models.people import accounts, oidc
    from models.plumbing import database

    with database.writing() as db:
        row = accounts.lock_user(db, accounts.user_by_email(db, email).id)
        before = row.oidc_subject
        row = oidc.release(db, row.id)
        if row.oidc_subject != before:
            note(db, "provider_released", detail=row.email)
    show(user_document(row), as_json, [f"{row.email} is linked to no account at the provider now."])


@click.command(cls=SiteCommand)
@click.argument("email")
@json_option
def relink(email: str, as_json: bool) -> None:
    """Link the account at the provider that was refused last with this email (see `user list --json`)."""
    from models.people import accounts, oidc
    from models.plumbing import database

    with database.writing() as db:
        row = oidc.relink(db, accounts.user_by_email(db, email).id)
        note(db, "provider_linked", detail=row.email)
    show(user_document(row), as_json, [f"{row.email} is now linked to {row.oidc_subject}."])


@click.command(cls=SiteCommand)
@click.argument("email")
@click.argument("into")
@json_option
def merge(email: str, into: str, as_json: bool) -> None:
    """Give everything of the account EMAIL to the account INTO, and remove the first. This cannot be undone."""
    from models.files import expired_uploads
    from models.people import accounts, merging
    from models.plumbing import database

    with database.writing() as db:
        merged_id = accounts.user_by_email(db, email).id
        row, media_ids = merging.merge(db, merged_id, into_email=into)
        note_items(db, "media_handed_over", media_ids, about=f" → {row.email}")
        note(db, "users_merged", detail=f"{email} → {row.email}")
    expired_uploads.cancel_all_of(merged_id)
    show(user_document(row), as_json, [f"{email} is merged into {row.email}."])
