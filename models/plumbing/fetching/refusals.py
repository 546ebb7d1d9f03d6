"""Why an address was not fetched, as sentences for the person who typed it."""

from models.errors import GuestlinkError, translatable

PRIVATE = translatable("This address is on a private network.")
UNKNOWN = translatable("There is no server with this name. Check the address.")
NO_ANSWER = translatable("That server does not answer.")
TOO_SLOW = translatable("That server is too slow: everything must arrive within 10 seconds.")
STATUS = translatable("That server answers with the error %(status)s.")
CERTIFICATE = translatable("The certificate of that server is not valid, so browsers refuse it.")
NO_TLS = translatable("No secure connection to that server can be made. Does its address begin with http?")
GARBLED = translatable("That server does not answer as a web server should.")
CODED = translatable(
    "That server sends this compressed by %(coding)s, although it was not asked to. It must send it as it is, or "
    "compressed by gzip."
)
TOO_LARGE = translatable("This is too large for a playlist. At most 2 MB can be read.")
REDIRECTS = translatable("That server leads from one address to another more than 5 times.")
NOT_OPENED = translatable("Browsers do not open this address, or one to which it leads.")
MIXED = translatable(
    "This site is opened over https, and its pages may load nothing over http. Use an address that begins with https."
)
BUSY = translatable("Many addresses are being checked right now. Try again in a moment.")


class CannotFetch(GuestlinkError):
    """This address cannot be fetched, or not by our pages."""
