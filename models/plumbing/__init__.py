"""What every room uses: the database, the clock, keys, logs, paging, sweeping, and the fields that people fill in."""
