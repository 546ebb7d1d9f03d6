"""What people with an account can see: My media, the media page, and the bytes that its player needs."""
