"""What can go wrong in `models`, as sentences for people. `web/pages/errors.py` gives each its HTTP status and page."""


def translatable(text: str) -> str:
    """Mark a text for the translation catalogs. It stays English here and is translated when a page shows it."""
    return text


class GuestlinkError(Exception):
    """The base class. Pages translate `sentence` and then fill in `values`; `str()` is the whole English sentence, for
    the command line."""

    def __init__(self, sentence: str = "", **values: str | int) -> None:
        shown = {name: f"{value:,}" if isinstance(value, int) else value for name, value in values.items()}
        super().__init__(sentence % shown if shown else sentence)
        self.sentence, self.values = sentence, values


class Misconfigured(GuestlinkError):
    """The operator's settings or keys cannot be used. The process must not start."""


class NotFound(GuestlinkError):
    """There is no such thing, or this person may not know that there is (contract 2.5)."""


class Forbidden(GuestlinkError):
    """This person may see the thing, but may not do this with it (contract 2.5)."""


class ThreeLinks(GuestlinkError):
    """The media item already has its three guest links (contract 2.10)."""

    def __init__(self) -> None:
        super().__init__(translatable("This media already has 3 guest links. Delete one to create another."))


class WouldOpenLinks(GuestlinkError):
    """Turning access on would let guests in by older links too, which nobody has been asked about (contract 4.46)."""


class LastAdmin(GuestlinkError):
    """A site always keeps one admin who can sign in. Without one, nobody could make another."""

    def __init__(self) -> None:
        super().__init__(translatable("This is the last admin who can sign in. Make someone else an admin first."))


class ChangedMeanwhile(GuestlinkError):
    """Somebody else changed what this form shows after it was opened. Saving it would undo a change that the person has
    not seen."""

    def __init__(self) -> None:
        super().__init__(
            translatable(
                "This was changed in the meantime, by someone else or in another window. What you typed is still here."
                " Check what is saved now, then save again to replace it."
            )
        )


class Invalid(GuestlinkError):
    """A value that the rules refuse (chapter 6 of the contract). `field` is the name of the form's field."""

    def __init__(self, field: str, sentence: str, **values: str | int) -> None:
        super().__init__(sentence, **values)
        self.field = field


class DoesNotAdmit(GuestlinkError):
    """The link exists but admits nobody. `status` is the first cause that holds (contract 2.31)."""

    def __init__(self, status: str) -> None:
        super().__init__(f"This guest link does not admit: {status}.")
        self.status = status


class FormSpent(GuestlinkError):
    """This form was carried out, and what it made has ended since (contract 2.16, 4.29). A fresh form is needed."""


class NoRight(GuestlinkError):
    """No live visit gives the right to these bytes (contract 2.44)."""


class MediaAway(GuestlinkError):
    """The media folder or bucket cannot be used right now, so nothing is known about any media file. `why` is for the
    operator."""

    why = ""


class MediaFolderMissing(MediaAway):
    """The media folder is missing, probably because its disk is not mounted."""

    def __init__(self, why: str = "the folder is missing") -> None:
        super().__init__(translatable("The media folder is missing. Is its disk mounted?"))
        self.why = why


class MediaFolderUnusable(MediaAway):
    """The media folder is there, but its disk is read-only or fails, or this process has no right to it."""

    def __init__(self, why: str) -> None:
        super().__init__(translatable("The server cannot save files right now. Tell the people who run it."))
        self.why = why


class MediaUnreadable(MediaAway):
    """The disk of the media folder does not tell whether a file is there."""

    def __init__(self, why: str) -> None:
        super().__init__(translatable("The media cannot be reached right now. Try again in a moment."))
        self.why = why


class BucketAway(MediaAway):
    """The bucket does not answer, or answers with an error. `why` is for the operator. `code` is the server's error
    code, None if it gave none."""

    def __init__(self, why: str, code: str | None = None) -> None:
        super().__init__(translatable("The media cannot be reached right now. Try again in a moment."))
        self.why, self.code = why, code


class BackupIsCopying(MediaAway):
    """A backup is copying the media files, so none may be erased now (contract 11.20). As after every MediaAway,
    erasing is tried again later."""

    def __init__(self) -> None:
        super().__init__("A backup copies the media files right now. They are erased when it is done.")


class CannotBackUp(GuestlinkError):
    """No backup can be made here, or not now."""


class CannotRestore(GuestlinkError):
    """This backup cannot be restored, or not here."""


class TooManyFiles(GuestlinkError):
    """This process reads as many uploaded files as it may at once, and none was done within some seconds."""

    def __init__(self) -> None:
        super().__init__(translatable("Many files are being checked right now. Try again in a moment."))


class SourceAway(MediaAway):
    """The file that was uploaded cannot be found, so nothing can be made from it now."""

    def __init__(self) -> None:
        super().__init__(translatable("The uploaded file is missing. This goes on by itself when the file is back."))
        self.why = "the file of a recording that is being prepared is missing"


class TooLarge(GuestlinkError):
    """A file that is larger than the site accepts, or more bytes than were announced."""


class UploadInUse(GuestlinkError):
    """Another request writes to this upload, or is adding it (contract 8.46)."""

    def __init__(self) -> None:
        super().__init__(translatable("This upload is being sent elsewhere right now. Try again in a moment."))


class TooManyUploads(GuestlinkError):
    """This person has as many unfinished uploads as anybody may have (contract 6.60)."""

    def __init__(self, most: int) -> None:
        super().__init__(
            translatable("You already have %(most)s uploads running. Start this one when one of them ends."), most=most
        )


class OtherOffset(GuestlinkError):
    """These bytes do not follow what has arrived of their upload."""

    def __init__(self) -> None:
        super().__init__(translatable("These bytes do not follow what has arrived. Ask how much that is."))


class NoSpace(GuestlinkError):
    """The disk has no space left for this upload. `why` is for the operator."""

    def __init__(self, why: str = "its disk is full") -> None:
        super().__init__(translatable("There is not enough free space on the server for this file."))
        self.why = why
