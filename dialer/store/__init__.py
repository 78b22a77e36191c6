"""All of the dialer that knows SQL."""
