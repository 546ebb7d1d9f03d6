"""What people, browsers and workers do in the tests: one name for each act, from one place."""
