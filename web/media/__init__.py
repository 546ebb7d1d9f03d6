"""What the players of guests and owners share: bytes, ranges, and what a page needs to show an item."""
