"""Convexity of networks: the premises of the theorem, exact verdicts, certificates and their checker, cvxpy.

`verify_convexity` decides for one network and domain. `sign_premises` checks what is sufficient, `convex_for_every_bias` the
class of networks for which it is also necessary; `three_tests` puts signs, cvxpy's rules and the exact answer side by side.
"""

from splinex.convexity.bias_counterexample import BiasCounterexample
from splinex.convexity.certificates import Triple, plain_domain, plain_network
from splinex.convexity.checker import Checked, check
from splinex.convexity.class_statement import BiasVerdict, convex_for_every_bias
from splinex.convexity.deciding import convexity_of, verify_convexity
from splinex.convexity.gradient_jumps import Jumps
from splinex.convexity.premises import Breach, Premises, sign_premises
from splinex.convexity.programs import Minimum, minimise
from splinex.convexity.sweep import FAMILIES, FamilyCount, Sweep, convexity_sweep
from splinex.convexity.three_tests import ThreeTests, ThreeTestsRow, three_tests
from splinex.convexity.to_cvxpy import CvxpyNetwork, DcpVerdict, dcp_verdict, to_cvxpy
from splinex.convexity.verdict import ConvexityVerdict, OutputVerdict

__all__ = [
    "FAMILIES",
    "BiasCounterexample",
    "BiasVerdict",
    "Breach",
    "Checked",
    "ConvexityVerdict",
    "CvxpyNetwork",
    "DcpVerdict",
    "FamilyCount",
    "Jumps",
    "Minimum",
    "OutputVerdict",
    "Premises",
    "Sweep",
    "ThreeTests",
    "ThreeTestsRow",
    "Triple",
    "check",
    "convex_for_every_bias",
    "convexity_of",
    "convexity_sweep",
    "dcp_verdict",
    "minimise",
    "plain_domain",
    "plain_network",
    "sign_premises",
    "three_tests",
    "to_cvxpy",
    "verify_convexity",
]
