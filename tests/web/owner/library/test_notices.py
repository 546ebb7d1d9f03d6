"""A notice stays until it was shown and dismissed (contract 4.2)."""

from sqlalchemy import select

from models.plumbing import database
from models.tables import Notice, Workflow
from models.tables.workflow import Event
from tests.vocabulary.pages import values
from tests.vocabulary.site import Site, now


def test_only_the_notices_that_were_shown_are_dismissed(site: Site) -> None:
    """Notices that did not fit, and one that came later, are shown the next time."""
    owner, other = site.maker.user(), site.maker.user()
    client, link = site.signed_in(owner), site.link(site.media(owner))

    def tell(user_id: int) -> None:
        with database.writing() as db:
            about = {"media_id": link.media_id, "link_id": link.id}
            workflow = Workflow.for_event(Event.LINK_EXPIRED, **about, epoch=1, now=now())
            db.add(workflow)
            db.flush()
            told = {"user_id": user_id, "workflow_id": workflow.id, "link_id": link.id}
            db.add(Notice(**told, event=Event.LINK_EXPIRED, created_at=now()))

    for _ in range(21):
        tell(owner.id)
    tell(other.id)
    page = client.get("/media").text
    shown = values(page, "happened")
    assert len(shown) == 20
    tell(owner.id)
    form = {"csrf_token": values(page, "csrf_token")[0], "happened": [*shown, "x", "999999"]}
    assert client.post("/happened/seen", data=form).status_code == 303
    assert len(values(client.get("/media").text, "happened")) == 2
    with database.reading() as db:
        assert db.scalars(select(Notice.seen_at).where(Notice.user_id == other.id)).all() == [None]
