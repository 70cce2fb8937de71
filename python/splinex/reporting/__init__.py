"""A report of a network in one HTML file, which needs nothing else."""

from splinex.reporting.report import report

__all__ = ["report"]
