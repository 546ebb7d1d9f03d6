"""The admin pages: modules, users, groups, maintenance."""
