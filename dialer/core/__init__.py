"""The dialer's core: pure. Frozen values and functions; time comes inside the events."""
