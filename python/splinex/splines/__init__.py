"""Max-affine splines and operators: convex piecewise-linear functions as the maxima that they are, exactly."""
