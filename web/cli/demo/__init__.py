"""The demo of `guestlink up --demo`: its content, its clip and its live stream."""
