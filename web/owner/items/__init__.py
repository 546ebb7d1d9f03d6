"""The edit page of an item: its words, captions, poster, collaborators."""
