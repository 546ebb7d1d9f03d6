"""Guests: how they enter, what a visit may do, and the records about them."""
