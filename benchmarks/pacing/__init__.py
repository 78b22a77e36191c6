"""The pacing bench: all scenarios, all policies, one table and one figure. `python -m benchmarks.pacing`, or `make bench-pacing`."""
