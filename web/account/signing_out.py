"""What a person sees who has signed out: the sign-in page, after signing out at the provider where that is possible."""

from flask import make_response, redirect, render_template, session, url_for
from werkzeug.wrappers import Response

from models.config.settings import settings
from web.account import login, oidc
from web.account.provider import starts


def signed_out(id_token: str | None = None, *, is_late: bool = False) -> Response:
    """The caller ends the user session. `id_token`: None if the person did not sign in at the provider. `is_late`: the
    user session had ended already, so nobody knows."""
    login.clear_cookie()
    if settings().oidc_issuer and (id_token is not None or is_late):
        # At a shared computer, the next person must not get in with the account of this one (contract 12.27).
        session[starts.ASK_ACCOUNT] = "select_account"
    if id_token is not None and settings().oidc_issuer and (address := oidc.sign_out_address(id_token)):
        # Not a redirect: after a form, the content policy would forbid one to another site.
        return make_response(render_template("account/signed_out.html", address=address))
    return redirect(url_for("account.sign_in"), 303)
