"""The page that says what an action will do, and asks for a confirmation."""

from collections.abc import Mapping, Sequence

from flask import render_template

from models.tables import MediaItem
from web.pages.forms import ActionForm


def confirmation(
    heading: str,
    text: str,
    label: str,
    hidden: Mapping[str, str],
    address: str,
    *,
    back: str | None = None,
    stronger: tuple[str, str] | None = None,
    links: Sequence[tuple[Mapping[str, object], str]] = (),
    media: MediaItem | None = None,
) -> str:
    """The button `label` posts the fields `hidden` to `address`. *Cancel* leads to `back`, else to `address`.

    `links`: those that it is about, where they are several, each with the title of its item. `media`: the one
    item whose links it is about.

    `stronger`: the name and the label of a second button, which does more. Only when it is pressed its name is sent.
    """
    return render_template(
        "confirm.html",
        heading=heading,
        text=text,
        form=ActionForm(),
        hidden=hidden,
        action=address,
        confirm_label=label,
        stronger=stronger,
        links=links,
        media=media,
        cancel_url=back or address,
    )
