"""Talking to the organisation's OpenID provider, as providers are in the wild (contract 12.9, 12.19 to 12.22)."""
