"""The site as a whole: its database schema, its keys, its modules, and the order of locks."""
