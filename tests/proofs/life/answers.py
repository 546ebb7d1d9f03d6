"""What people are told: owners a status, guests a page or a word, or the cause of not admitting them."""

OK, FORBIDDEN, NOT_FOUND, CONFLICT = 303, 403, 404, 409
IN, PAGE, ENTRY, NO_COOKIES, INVALID = "in", "page", "entry", "no cookies", "invalid"
