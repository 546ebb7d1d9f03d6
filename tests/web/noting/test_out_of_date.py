"""A form of a page that is older than the sign-in does nothing, and the answer says so: each form of owners and admins
(contract 4.26). Which forms there are is checked in test_noting."""

import re

import pytest
from sqlalchemy import select

from models.plumbing import database
from models.tables import AuditEntry
from tests.vocabulary.pages import heading, inputs
from tests.web.noting import admins_forms, owners_forms
from tests.web.noting.stage import Form, Sent, Stage

WORDS = "This page was out of date"
# These leave nothing in the audit log.
OTHERS = (
    Form("owner_likes.change", "", (), lambda stage: Sent({"media_id": stage.item()}, {"state": "liked"})),
    Form("account_page.choose", "", (), lambda _: Sent({}, {"language": "es", "timezone": ""})),
    Form("account_page.end_sessions", "", (), lambda _: Sent({}, {"where": "elsewhere"})),
    Form("owner_notices.dismiss", "", (), lambda _: Sent()),
)
FORMS = (*owners_forms.FORMS, *admins_forms.FORMS, *OTHERS)


@pytest.mark.parametrize("form", FORMS, ids=[form.name for form in FORMS])
def test_a_form_that_is_older_than_the_sign_in_does_nothing_and_says_so(stage: Stage, form: Form) -> None:
    answer = stage.post(form.endpoint, form.make(stage), csrf_token="of another sign-in")
    if answer.status_code == 400:
        assert heading(answer.text) == WORDS
        assert inputs(answer.text)["csrf_token"] != "of another sign-in", "it offers to send it again"
    else:
        assert answer.status_code == 422
        alerts = re.findall(r'role="alert" .*?</div>', answer.text, re.DOTALL)
        assert [WORDS in alert for alert in alerts] == [True]
        assert "<title>Error: " in answer.text
    with database.reading() as db:
        assert db.scalars(select(AuditEntry.act)).all() == []
