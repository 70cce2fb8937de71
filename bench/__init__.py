"""Benchmarks through the public API: ``python -m bench``."""
