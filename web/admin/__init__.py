"""The admin's side: modules, users, groups, maintenance. Every route is for the role admin only."""
