"""Convexity of networks: premises, exact verdicts, certificates."""
