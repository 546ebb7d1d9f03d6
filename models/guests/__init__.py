"""Guests: entering, visiting, leaving, and what is kept of them."""
