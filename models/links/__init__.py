"""Guest links: issued, switched, expired, deleted, listed."""
