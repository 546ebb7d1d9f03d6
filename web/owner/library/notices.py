"""The words of what the workflows tell an owner."""

from flask_babel import gettext as _

from models.tables import Notice


def notice_text(notice: Notice) -> str:
    names = {"link": notice.link.name, "title": notice.link.media.title}
    if notice.event == "limit_reached":
        return str(_("The link “%(link)s” to “%(title)s” has reached its limit of clicks.", **names))
    return str(_("The link “%(link)s” to “%(title)s” has expired.", **names))
