"""Pure: frozen values and functions; no clock, no IO. Time comes inside what is heard."""
