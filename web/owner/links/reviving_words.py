"""What it means for the guests when a link that has ended lives again (contract 4.47)."""

from flask_babel import ngettext

from models.links.editing import Effects


def effects(effects: Effects) -> str:
    """Like "40 guests will enter again; 10 clicks are left." Empty if no guest has to enter again."""
    if not effects.enter_again:
        return ""
    guests = enter_again(effects)
    if effects.clicks_left is None:
        return f"{guests}."
    left = ngettext(
        "%(num)s click is left",
        "%(num)s clicks are left",
        effects.clicks_left,
    )
    return f"{guests}; {left}."


def enter_again(effects: Effects) -> str:
    """The first half of the sentence. A script adds the second one, with the limit that is typed (link-form.js)."""
    text = ngettext(
        "%(num)s guest will enter again",
        "%(num)s guests will enter again",
        effects.enter_again,
    )
    return str(text)


def higher_limit(effects: Effects, limit: int | None, most: int) -> int | None:
    """A click limit that is high enough for all who return, and for as many new guests as now. None if the present one
    is."""
    if limit is None or effects.clicks_left is None or effects.clicks_left >= effects.enter_again:
        return None
    higher = min(limit + effects.enter_again, most)
    return higher if higher > limit else None
