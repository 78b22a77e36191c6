"""What goes wrong on a bench, said so that a reader can mend it."""


class BenchError(RuntimeError):
    """A real server could not be found, started or stopped; the message ends with the remedy."""
