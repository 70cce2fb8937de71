"""Regions in Parquet: written in bounded memory while they are found, read back a few at a time."""

from splinex.streams.region_writer import RegionWriter

__all__ = ["RegionWriter"]
