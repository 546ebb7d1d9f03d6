"""People with an account: how they sign in, their roles, their groups."""
