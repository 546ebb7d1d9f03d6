"""What every use-case stands on: database, clock, settings, keys and the sentences of errors."""
