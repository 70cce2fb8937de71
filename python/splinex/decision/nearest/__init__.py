"""The point of a polyhedron nearest to the origin, with p = 1, 2 and infinity: proposed by floats, proven exactly.

A polyhedron is given by integer rows [a | b] of a u <= b. Any combination g = sum w a, h = sum w b with weights w >= 0 is a row
that holds on it as well, and the half-space g u <= h has the distance -h / |g|_q from the origin, with q dual to p. So every
choice of weights, from wherever it comes, proves a lower bound; the best one proves the distance itself.
"""
