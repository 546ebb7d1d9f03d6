"""What people, browsers and workers do in the tests. Each act has one name and one place."""
