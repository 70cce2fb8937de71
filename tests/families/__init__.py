"""Networks and hyperplane arrangements whose counts are known, or whose degeneracies are deliberate."""
