"""Guest links: creating and deleting them, switching access on and off, expiry, and lists."""
