"""What `guestlink up --demo` shows: an owner with media and links, the video clip, and the live stream."""
