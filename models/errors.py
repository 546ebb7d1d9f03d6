"""Domain errors: sentences, without HTTP. `web/pages/errors.py` gives each its status and page."""


def translatable(text: str) -> str:
    """Marks a text of the domain for the catalogs of translations; it is translated where it is shown."""
    return text


class GuestlinkError(Exception):
    """Anything the domain refuses. `sentence` is for a person, with `values` to be filled in, so that it can be
    translated; `str()` of it is English, as the command line speaks."""

    def __init__(self, sentence: str = "", **values: str | int) -> None:
        shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
        super().__init__(sentence % shown if shown else sentence)
        self.sentence, self.values = sentence, values


class Misconfigured(GuestlinkError):
    """The operator's settings or keys cannot be used; the process must not start."""


class NotFound(GuestlinkError):
    """There is no such thing, or this person may not know that there is."""


class Forbidden(GuestlinkError):
    """This person may see the thing, but not do this to it."""


class ThreeLinks(GuestlinkError):
    """The media item has its three guest links already (contract 2.10)."""

    def __init__(self) -> None:
        super().__init__(translatable("This media already has 3 guest links. Delete one to create another."))


class LastAdmin(GuestlinkError):
    """A site without an admin could never be given one again."""

    def __init__(self) -> None:
        super().__init__(translatable("This is the last admin who can sign in. Make somebody else an admin first."))


class ChangedMeanwhile(GuestlinkError):
    """What a form showed when it was opened is no longer what is stored: saving it would undo what nobody has seen."""

    def __init__(self) -> None:
        super().__init__(
            translatable(
                "This was changed meanwhile, in another window or by somebody else. What you typed is kept here: look"
                " at what is stored now, then save once more to replace it."
            )
        )


class Invalid(GuestlinkError):
    """A value that the rules refuse (contract 6.1); `field` names where."""

    def __init__(self, field: str, sentence: str, **values: str | int) -> None:
        super().__init__(sentence, **values)
        self.field = field


class DoesNotAdmit(GuestlinkError):
    """The link exists but lets nobody in; `status` is the first cause that holds (contract 2.31)."""

    def __init__(self, status: str) -> None:
        super().__init__(f"This guest link does not admit: {status}.")
        self.status = status


class FormSpent(GuestlinkError):
    """This entry form was admitted once, and its session has ended since: a fresh form is needed."""


class NoRight(GuestlinkError):
    """No live visit gives the right to these bytes."""


class MediaAway(GuestlinkError):
    """Where the media lie cannot be reached just now: nothing can be said of any file of theirs."""


class MediaFolderMissing(MediaAway):
    """The folder of the media is not there just now: a disk that is not mounted."""

    def __init__(self) -> None:
        super().__init__(translatable("The media folder is missing: is its disk mounted?"))


class BucketAway(MediaAway):
    """The bucket of the media does not answer, or not as it should. `why` is for the operator; `code` is the server's
    own word for it, None where it gave none."""

    def __init__(self, why: str, code: str | None = None) -> None:
        super().__init__(translatable("The media cannot be reached just now. Try again in a moment."))
        self.why, self.code = why, code


class NoSpace(GuestlinkError):
    """The disk has no room for this upload."""

    def __init__(self) -> None:
        super().__init__(translatable("There is not enough free space on the server for this file."))
