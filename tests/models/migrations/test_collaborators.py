"""The table of collaborators that only the version before uses."""

from sqlalchemy import Engine, text

from models.people import accounts, merging
from models.plumbing import database
from models.tables import MediaItem, User
from tests.vocabulary.maker import NOW, PASSWORD


def test_collaborators_of_the_version_before_keep_no_account_from_being_merged(bind: Engine) -> None:
    with database.writing(bind) as db:
        owner, old, new = (
            accounts.add_user(db, email=f"{name}@example.com", name=name, role="admin", password=PASSWORD, now=NOW)
            for name in ("owner", "old", "new")
        )
        db.flush()
        item = MediaItem(kind="video", title="A title", owner_id=owner.id, created_at=NOW)
        db.add(item)
        db.flush()
        for user in (old, new):
            row = {"media": item.id, "user": user.id}
            db.execute(text("INSERT INTO media_collaborator (media_id, user_id) VALUES (:media, :user)"), row)
    with database.writing(bind) as db:
        merging.merge(db, old.id, into_email=new.email)
    with database.reading(bind) as db:
        assert db.get(User, old.id) is None
        assert db.scalars(text("SELECT user_id FROM media_collaborator")).all() == [new.id]
