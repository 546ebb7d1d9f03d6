"""The guests of links and items."""
