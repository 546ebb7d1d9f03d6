"""The stories, one for each point of "The owner's day, the guest's comfort"."""
