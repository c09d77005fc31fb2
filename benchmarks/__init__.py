"""Measuring the portal beside a bare Flask page and Datasette: `python -m benchmarks`."""
