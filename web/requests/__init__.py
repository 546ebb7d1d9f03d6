"""What happens to a request before its view: addresses, bodies and limits. And where a browser is sent next."""
