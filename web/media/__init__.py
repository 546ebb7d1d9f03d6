"""Media on a page, for guests and owners alike: sending bytes and ranges, and what each kind's player needs."""
