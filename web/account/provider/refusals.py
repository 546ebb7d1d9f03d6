"""What a person is told when the provider refuses, and which refusals are only asked again."""

from flask_babel import gettext as _

# What to ask the provider for when a sign-in is started again, which happens once and by itself.
STARTED_AGAIN = {
    "temporarily_unavailable": "",
    "authentication_expired": "",
    "interaction_required": "",
    "login_required": "login",
    "consent_required": "consent",
    "account_selection_required": "select_account",
}
# The people who run the site have to change something, here or at the provider.
SET_UP_WRONGLY = {
    "invalid_client",
    "invalid_request",
    "invalid_scope",
    "unauthorized_client",
    "unsupported_response_type",
    "request_not_supported",
    "registration_not_supported",
}


# With these, it was not the prompt that the provider did not take.
WHATEVER_WAS_ASKED = {"access_denied", "server_error", "temporarily_unavailable", "authentication_expired"}


def prompt_to_start_again(error: str, prompt: str | None) -> str | None:
    """None: this refusal stands. A provider that cannot let people choose an account asks for a password instead. Many
    have no word of their own for that, and answer `invalid_request`."""
    if prompt == "select_account" and error not in WHATEVER_WAS_ASKED:
        return "login"
    again = STARTED_AGAIN.get(error)
    return None if again is None else again or prompt or ""


def words(code: str, name: str) -> str:
    if code in SET_UP_WRONGLY:
        text = _(
            "%(name)s does not know this site as it should (%(code)s). Tell the people who run this site.",
            name=name,
            code=code,
        )
        return str(text)
    if code == "server_error":
        return str(_("%(name)s has an error. Try again in a moment.", name=name))
    if code in STARTED_AGAIN:
        return str(_("%(name)s did not complete your sign-in. Wait a moment, then try again.", name=name))
    return str(
        _(
            "Your organisation’s sign-in is not responding as it should. Try again in a moment. If this keeps"
            " happening, tell the people who run this site."
        )
    )
