"""Benchmarks: each against a peer or a limit, measured in the same run. `python -m benchmarks` runs them all."""
