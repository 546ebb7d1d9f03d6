"""The page that says what an action does, before it is done."""

from collections.abc import Mapping

from flask import render_template

from web.pages.forms import ActionForm


def confirmation(
    heading: str, text: str, label: str, hidden: Mapping[str, str], address: str, *, back: str | None = None
) -> str:
    """A question; the answer posts `hidden` to `address`, and Cancel goes `back`, or there too."""
    return render_template(
        "owner/confirm.html",
        heading=heading,
        text=text,
        form=ActionForm(),
        hidden=hidden,
        action=address,
        confirm_label=label,
        cancel_url=back or address,
    )
