"""What else counts regions: other tools, and what people write by hand. One file each, one function each: ``count``."""
