"""Flask: guests, owners, accounts, the health of the process, and the command line."""
