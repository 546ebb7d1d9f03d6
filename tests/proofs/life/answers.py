"""What people are told. Owners get a status. Guests get a word, or the cause why the link does not admit."""

OK, FORBIDDEN, NOT_FOUND, CONFLICT, REFUSED = 303, 403, 404, 409, 422
ENTERED, MEDIA_PAGE, ENTRY_PAGE = "entered", "media page", "entry page"
NO_COOKIES, INVALID = "no cookies", "invalid"
