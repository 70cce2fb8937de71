"""The decisions of a classifier: where they change, and how far a point is from there."""
