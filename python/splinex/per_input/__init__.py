"""What a network says of single inputs: templates, distances by the partition, memorisation, orthogonality.

THEORY's local affine map A_Q(x), b_Q(x) is `Network.affine_map`, the VQ code q(x) is `Network.pattern`; both are exact.
"""

from splinex.per_input.memorisation import Memorisation, memorisation, memorising_templates
from splinex.per_input.neighbours import PartitionNeighbours, nearest_by_partition
from splinex.per_input.orthogonality import Orthogonality, orthogonality
from splinex.per_input.partition_distance import PartitionMetric, partition_distance
from splinex.per_input.templates import Templates, templates
from splinex.per_input.torch_orthogonality import orthogonality_penalty, torch_templates

__all__ = [
    "Memorisation",
    "Orthogonality",
    "PartitionMetric",
    "PartitionNeighbours",
    "Templates",
    "memorisation",
    "memorising_templates",
    "nearest_by_partition",
    "orthogonality",
    "orthogonality_penalty",
    "partition_distance",
    "templates",
    "torch_templates",
]
