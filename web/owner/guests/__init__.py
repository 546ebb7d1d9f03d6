"""Who entered."""
