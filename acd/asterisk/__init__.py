"""All that knows Asterisk."""
