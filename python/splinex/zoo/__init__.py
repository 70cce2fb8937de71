"""Networks whose exact numbers of regions are known, by formulas, tables or independent computation.

`list()` shows them, `load(id)` builds one, `get(id)` tells what is known about it, and `check(results)` compares counts of
another tool. Ids are stable. docs/zoo.md shows how to use the zoo as a benchmark suite.

Examples
--------
>>> import splinex as sx
>>> sx.zoo.get("shi-3")
shi-3: x_i - x_j = 0, 1 for i < j in R^3
Network(3 -> 6 relu)
space: 16 regions; 4 bounded regions
count: (n+1)^(n-1)
reference: Shi 1986, The Kazhdan-Lusztig cells in certain affine Weyl groups; A000272
"""

from splinex.zoo.catalogue import Listing, get, load
from splinex.zoo.catalogue import entries as list
from splinex.zoo.checking import Check, Checks, check, document
from splinex.zoo.entry import DOMAINS, Entry, Known

__all__ = ["DOMAINS", "Check", "Checks", "Entry", "Known", "Listing", "check", "document", "get", "list", "load"]
