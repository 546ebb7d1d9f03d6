"""What owners do with an item: edit its texts, poster, captions and collaborators; move or end a live session."""
