"""What is decided about a request before its view: addresses, bodies, limits, where to go next."""
