"""Signing in and out, the account page, and setting up the first admin."""
