"""The status that each role gets at each route (contract 2.5). A route that is not listed here fails its test."""

from flask.testing import FlaskClient

from tests.vocabulary.site import Site

# The browser of each role, and a value for every variable of the routes.
Cast = tuple[dict[str, FlaskClient], dict[str, object]]
ROLES = ("anonymous", "guest", "other guest", "viewer", "contributor", "collaborator", "owner", "admin")
# 302 leads to the sign-in page. A guest's cookie does not count at the owners' addresses.
SIGN_IN, NOT_THERE = [302] * 3, [404] * 3
OWNERS_ONLY = [*SIGN_IN, 404, 404, 200, 200, 200]
SIGNED_IN = [*SIGN_IN, *[200] * 5]
EVERYBODY = [200] * 8
A_REDIRECT = [303] * 8
ADMINS_ONLY = [*SIGN_IN, *[403] * 4, 200]
ADMINS_FORM = [*SIGN_IN, *[403] * 4, 400]
ADMINS_FIELDS = [*SIGN_IN, *[403] * 4, 422]
PIECEWISE = [("create", "POST"), ("send", "PATCH"), ("cancel", "DELETE")]
LIVE_VISIT = [403, 200, 403, 403, 403, 403, 403, 403]

# The POSTs here send no form. What a form refuses is tested elsewhere.
MATRIX: dict[tuple[str, str], list[int]] = {
    ("static", "GET"): EVERYBODY,
    ("looks.theme", "GET"): EVERYBODY,
    # There is none yet.
    ("looks.logo", "GET"): [404] * 8,
    ("guest.page", "GET"): EVERYBODY,
    ("guest.enter", "POST"): [400, 303, *[400] * 6],
    ("playing.visit", "GET"): A_REDIRECT,
    ("playing.media_bytes", "GET"): LIVE_VISIT,
    # The item is a video. The rights to a live session have tests of their own.
    ("playing.live_bytes", "GET"): [403] * 8,
    ("owner_media_bytes.live_stream", "GET"): [404] * 8,
    ("owner_recordings.state", "GET"): [*NOT_THERE, 404, 404, 200, 200, 200],
    ("owner_recordings.original", "GET"): OWNERS_ONLY,
    ("owner_recordings.prepare_again", "POST"): [*SIGN_IN, 404, 404, 400, 400, 400],
    ("owner_media_page.now", "GET"): [*NOT_THERE, 404, 404, 200, 200, 200],
    ("owner_live_sessions.end_live", "GET"): [*SIGN_IN, *[404] * 5],
    ("owner_live_sessions.end_live", "POST"): [*SIGN_IN, *[404] * 5],
    ("owner_live_sessions.move_start", "POST"): [*SIGN_IN, *[404] * 5],
    ("owner_live_sessions.start_now", "POST"): [*SIGN_IN, *[404] * 5],
    ("owner_remote_playlists.read_again", "POST"): [*SIGN_IN, *[404] * 5],
    ("owner_room_addresses.change_address", "POST"): [*SIGN_IN, *[404] * 5],
    ("owner_adding_live_sessions.new_live", "GET"): [*SIGN_IN, 403, *[200] * 4],
    ("owner_adding_live_sessions.new_live", "POST"): [*SIGN_IN, 403, *[422] * 4],
    ("playing.alive", "POST"): [410, 200, *[410] * 6],
    ("events.connect", "GET"): [410, 200, *[410] * 6],
    ("playing.leave", "GET"): A_REDIRECT,
    ("playing.leave", "POST"): LIVE_VISIT,
    ("account.sign_in", "GET"): [200, 200, 200, *[303] * 5],
    # Somebody who is signed in is led on.
    ("account.sign_in", "POST"): [*[400] * 3, *[303] * 5],
    ("account.sign_out", "POST"): A_REDIRECT,
    ("account_page.page", "GET"): SIGNED_IN,
    ("account_page.change_password", "POST"): [*SIGN_IN, *[422] * 5],
    ("account_page.choose", "POST"): [*SIGN_IN, *[422] * 5],
    ("account_page.end_sessions", "POST"): [*SIGN_IN, *[400] * 5],
    ("account_oidc.begin", "GET"): [404] * 8,
    ("account_oidc.callback", "GET"): [404] * 8,
    ("account_setup.setup", "GET"): [404] * 8,
    ("account_setup.setup", "POST"): [404] * 8,
    ("localizing.choose_for_site", "POST"): A_REDIRECT,
    ("localizing.choose_for_guest", "POST"): A_REDIRECT,
    ("localizing.to_start_page", "GET"): A_REDIRECT,
    ("localizing.to_guests_page", "GET"): A_REDIRECT,
    ("playing.join", "GET"): [303] * 8,
    ("owner_rooms.join", "GET"): [*SIGN_IN, *[404] * 5],
    ("owner_adding_rooms.new_room", "GET"): [*SIGN_IN, 403, *[200] * 4],
    ("owner_adding_rooms.new_room", "POST"): [*SIGN_IN, 403, *[422] * 4],
    ("owner_my_media.home", "GET"): [302] * 8,
    ("owner_my_media.page", "GET"): SIGNED_IN,
    ("owner_all_links.page", "GET"): SIGNED_IN,
    # Without saying what is to be done.
    ("owner_all_links.confirm", "GET"): [*SIGN_IN, *[400] * 5],
    ("owner_all_links.change", "POST"): [*SIGN_IN, *[400] * 5],
    ("owner_notices.dismiss", "POST"): [*SIGN_IN, *[400] * 5],
    ("owner_media_page.page", "GET"): OWNERS_ONLY,
    ("owner_media_page.preview", "GET"): OWNERS_ONLY,
    ("owner_media_bytes.recording_or_poster", "GET"): [*NOT_THERE, 404, 404, 200, 200, 200],
    ("owner_deleting.delete_media", "GET"): OWNERS_ONLY,
    ("owner_deleting.delete_media", "POST"): [*SIGN_IN, 404, 404, 400, 400, 400],
    ("health.lives", "GET"): EVERYBODY,
    ("health.ready", "GET"): EVERYBODY,
    # The test client asks from this machine. Other addresses have tests of their own.
    ("metrics.scrape", "GET"): EVERYBODY,
    ("owner_guest_access.window", "GET"): OWNERS_ONLY,
    ("owner_guest_access.change", "POST"): [*SIGN_IN, *[400] * 5],
    ("owner_guest_access.new_link_form", "GET"): OWNERS_ONLY,
    ("owner_guest_access.confirm_off", "GET"): OWNERS_ONLY,
    ("owner_guest_access.confirm_delete_link", "GET"): OWNERS_ONLY,
    ("owner_inviting.invite", "POST"): [*SIGN_IN, 404, 404, 400, 400, 400],
    ("owner_inviting.ask", "GET"): OWNERS_ONLY,
    ("owner_inviting.page", "GET"): OWNERS_ONLY,
    ("owner_qr_codes.qr_code", "GET"): OWNERS_ONLY,
    ("owner_link_editing.edit", "GET"): OWNERS_ONLY,
    ("owner_link_editing.change", "POST"): [*SIGN_IN, 404, 404, 422, 422, 422],
    ("owner_link_ending.end", "GET"): OWNERS_ONLY,
    ("owner_link_ending.end", "POST"): [*SIGN_IN, 404, 404, 400, 400, 400],
    ("owner_guests.who_entered", "GET"): OWNERS_ONLY,
    ("owner_guests.download", "GET"): OWNERS_ONLY,
    ("owner_guests.remove", "GET"): OWNERS_ONLY,
    ("owner_guests.remove", "POST"): [*SIGN_IN, 404, 404, 400, 400, 400],
    ("owner_link_guests.guests", "GET"): OWNERS_ONLY,
    ("owner_link_guests.download", "GET"): OWNERS_ONLY,
    ("owner_media_bytes.captions", "GET"): [*NOT_THERE, 404, 404, 200, 200, 200],
    ("owner_captions.change", "POST"): [*SIGN_IN, 404, 404, 400, 400, 400],
    ("playing.captions", "GET"): LIVE_VISIT,
    ("owner_posters.change", "POST"): [*SIGN_IN, 404, 404, 400, 400, 400],
    ("owner_editing.edit", "GET"): OWNERS_ONLY,
    ("owner_editing.change", "POST"): [*SIGN_IN, 404, 404, 422, 422, 422],
    ("owner_collaborators.change", "POST"): [*SIGN_IN, 404, 404, 400, 400, 400],
    ("owner_editing.hand_over", "POST"): [*SIGN_IN, 404, 404, 403, 403, 422],
    ("owner_likes.change", "POST"): [*SIGN_IN, 404, 404, 400, 400, 400],
    ("owner_uploads.upload", "GET"): [*SIGN_IN, 403, *[200] * 4],
    ("owner_uploads.upload", "POST"): [*SIGN_IN, 403, *[422] * 4],
    # Without the protocol's version. What each role gets with it is in tests/web/owner/adding/test_piecewise.py.
    **{(f"owner_piecewise.{view}", method): [412] * 8 for view, method in PIECEWISE},
}
ADMIN_PAGES = ["modules.page", "modules.confirm_off", "users.page", "users.add", "users.person", "users.confirm_off"]
ADMIN_PAGES += [
    "groups.page",
    "groups.group",
    "groups.confirm_delete",
    "maintenance.page",
    "audit.page",
    "audit.file",
    "theming.page",
]
ADMIN_PAGES += ["home.page", "erasing.page"]
MATRIX |= {(f"admin_{page}", "GET"): ADMINS_ONLY for page in ADMIN_PAGES}
MATRIX |= {(f"admin_{name}.change", "POST"): ADMINS_FORM for name in ("modules", "users", "groups")}
MATRIX["admin_maintenance.retry", "POST"] = MATRIX["admin_theming.change_logo", "POST"] = ADMINS_FORM
MATRIX |= {
    (endpoint, "POST"): ADMINS_FIELDS
    for endpoint in ("admin_users.add", "admin_groups.create", "admin_theming.change", "admin_erasing.erase")
}


def path_of(site: Site, endpoint: str, values: dict[str, object]) -> str:
    rule = next(rule for rule in site.app.url_map.iter_rules() if rule.endpoint == endpoint)
    wanted = {name: values[name] for name in rule.arguments}
    return site.app.url_map.bind("localhost").build(endpoint, wanted)
