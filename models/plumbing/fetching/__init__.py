"""Fetches addresses that strangers name, as a page of ours would, and never from this machine's own networks."""
