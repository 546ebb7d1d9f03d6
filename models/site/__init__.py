"""The site as a whole: its schema, its keys, its modules."""
