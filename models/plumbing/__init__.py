"""What every room uses: database, clock, keys, logs, paging, and the fields people fill in."""
