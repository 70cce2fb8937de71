"""Slow, simple and exact answers to compare with: no code is shared with the core or with the package."""
