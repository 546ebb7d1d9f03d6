"""My media and the media page: watching an item, joining, liking or deleting it, and its owner's notices."""
