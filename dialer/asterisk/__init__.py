"""All that the dialer says to Asterisk and hears of it: lines out, what became of them, a campaign's settings in its database."""
