"""Signing in and out, and setting up the first admin."""
