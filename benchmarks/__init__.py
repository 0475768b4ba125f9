"""What is measured and against which yardstick: `python -m benchmarks`."""
