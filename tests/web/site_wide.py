"""A site-wide item: everybody who is signed in may watch it, and nothing else changes (contract 2.8)."""

from dataclasses import dataclass

from tests.web.matrix import NOT_THERE, SIGN_IN


def owners_only(status: int) -> list[int]:
    return [*SIGN_IN, 403, 403, status, status, status]


WATCHED, PLAYED, NO_FORM = [*SIGN_IN, *[200] * 5], [*NOT_THERE, *[200] * 5], [*SIGN_IN, *[400] * 5]
# Below Manage guest access.
LINK_PAGES = ["inviting.ask", "inviting.page", "qr_codes.qr_code", "link_editing.edit", "link_ending.end"]
LINK_PAGES += [f"guest_access.{page}" for page in ("window", "new_link_form", "confirm_off", "confirm_delete_link")]
OWNERS_PAGES = [*LINK_PAGES, "media_page.preview", "deleting.delete_media", "editing.edit", "recordings.original"]
OWNERS_PAGES += ["guests.who_entered", "guests.download", "guests.remove", "link_guests.guests", "link_guests.download"]
# What these answer if no form is sent. The last ones are of items that this one, a video, is not.
FORMS = {400: ["inviting.invite", "captions.change", "posters.change", "collaborators.change"]}
FORMS[400] += ["recordings.prepare_again", "deleting.delete_media", "link_ending.end", "guests.remove"]
FORMS |= {422: ["editing.change", "link_editing.change"]}
FORMS[404] = [f"live_sessions.{form}" for form in ("end_live", "move_start", "start_now")]
FORMS[404] += ["remote_playlists.read_again", "room_addresses.change_address"]

# The status that each role gets at each route of the item.
SITE_WIDE: dict[tuple[str, str], list[int]] = {
    ("owner_media_page.page", "GET"): WATCHED,
    ("owner_media_page.now", "GET"): PLAYED,
    ("owner_media_bytes.recording_or_poster", "GET"): PLAYED,
    ("owner_media_bytes.captions", "GET"): PLAYED,
    ("owner_media_bytes.live_stream", "GET"): [404] * 8,
    ("owner_rooms.join", "GET"): [*SIGN_IN, *[404] * 5],
    ("owner_recordings.state", "GET"): [*NOT_THERE, 403, 403, 200, 200, 200],
    ("owner_live_sessions.end_live", "GET"): owners_only(404),
    # Whoever may watch an item may like it.
    ("owner_likes.change", "POST"): NO_FORM,
    # The form is judged before the person. With a form it is among the writes below.
    ("owner_guest_access.change", "POST"): NO_FORM,
    ("owner_editing.hand_over", "POST"): [*SIGN_IN, 403, 403, 403, 403, 422],
    **{(f"owner_{page}", "GET"): owners_only(200) for page in OWNERS_PAGES},
    **{(f"owner_{form}", "POST"): owners_only(status) for status, forms in FORMS.items() for form in forms},
}


@dataclass(frozen=True)
class Write:
    """A form that changes something if an admin sends it. `refused`: what somebody who may only watch is answered."""

    endpoint: str
    fields: dict[str, str]
    has_access: bool = True
    refused: int = 403


# Braces name values of the routes, and those that the test adds.
WRITES = {
    "invite": Write("inviting.invite", {"open": "{link_id}"}, has_access=False),
    "create a link": Write("guest_access.change", {"do": "create", "name": "Theirs", "clicks": "", "days": ""}),
    "turn on": Write("guest_access.change", {"do": "switch", "state": "on"}, has_access=False),
    "turn off": Write("guest_access.change", {"do": "switch", "state": "off"}),
    "end the item": Write("guest_access.change", {"do": "switch", "state": "off", "end": "1"}),
    "delete a link": Write("guest_access.change", {"do": "delete", "link_id": "{link_id}"}),
    "edit a link": Write("link_editing.change", {"name": "Theirs"}),
    "end a link": Write("link_ending.end", {}),
    "remove a guest": Write("guests.remove", {}),
    "edit": Write("editing.change", {"title": "Theirs", "visibility": "private"}),
    "hand over": Write("editing.hand_over", {"email": "{email}", "sure": "yes"}),
    "add a collaborator": Write("collaborators.change", {"do": "add", "email": "{email}"}),
    "remove a collaborator": Write("collaborators.change", {"do": "remove", "collaborator_id": "{collaborator_id}"}),
    "remove captions": Write("captions.change", {"do": "remove", "language": "en"}),
    "remove the poster": Write("posters.change", {"do": "remove"}),
    "delete": Write("deleting.delete_media", {}),
    # The answer is the same whosever links they are, and none of them is changed.
    "end many links": Write("all_links.change", {"do": "end", "links": "{link_id}"}, refused=303),
    "delete many links": Write("all_links.change", {"do": "delete", "links": "{link_id}"}, refused=303),
}
