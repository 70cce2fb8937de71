"""The affine operators of ONNX, lowered onto a `Chain`."""

from collections.abc import Callable, Sequence
from math import frexp
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.importers.onnx_chain import Chain
from splinex.importers.onnx_tensors import Data, Tensor, attributes, real

if TYPE_CHECKING:
    from onnx import NodeProto

__all__ = ["AFFINE", "scaled"]

Matrix = NDArray[np.float64]
Operands = Sequence[Tensor | None]


def scaled(factor: float, array: Matrix) -> Matrix | None:
    """The product where float64 holds it exactly for sure, else None.

    Two float32 have a product of at most 48 bits. A power of two rounds nothing unless it overflows or underflows.
    """
    with np.errstate(over="ignore"):
        product = factor * array
        if all((value.astype(np.float32) == value).all() for value in (np.float64(factor), array)):
            return product
        exact = abs(frexp(factor)[0]) == 0.5 and (product / factor == array).all()
    return product if exact else None


def _matmul(chain: Chain, node: "NodeProto", operands: Operands) -> Data:
    data, matrix, leads = _split(node, operands)
    if matrix.ndim not in (1, 2):
        raise InputError(f"the constant factor has shape {matrix.shape}; a matrix or a vector is needed")
    return chain.multiply_right(data, matrix) if leads else chain.multiply_left(matrix, data)


def _gemm(chain: Chain, node: "NodeProto", operands: Operands) -> Data:
    """alpha * A' @ B' + beta * C, where A' and B' are A and B or their transposes."""
    options = attributes(node)
    data, matrix, leads = _split(node, operands)
    if len(data.shape) != 2 or matrix.ndim != 2:
        raise InputError(f"the shapes {data.shape} and {matrix.shape} are not those of two matrices")
    flip_data, flip_matrix = (
        options.get(name, 0) for name in (("transA", "transB") if leads else ("transB", "transA"))
    )
    data = Data(data.order.T, data.dtype) if flip_data else data
    matrix = matrix.T if flip_matrix else matrix
    offset = _offset(node, operands)
    alpha, beta = options.get("alpha", 1.0), options.get("beta", 1.0)
    weight, addend = scaled(alpha, matrix), scaled(beta, offset)
    factor = matrix if weight is None or addend is None else weight
    result = chain.multiply_right(data, factor) if leads else chain.multiply_left(factor, data)
    if weight is None or addend is None:
        return chain.combine(result, alpha, offset, beta)
    return chain.add(result, addend)


def _offset(node: "NodeProto", operands: Operands) -> Matrix:
    """C of a Gemm as float64, zero when it is left out."""
    offset = operands[2] if len(operands) > 2 else None
    if isinstance(offset, Data):
        raise InputError("its third operand must be a constant")
    return np.zeros(()) if offset is None else real(offset, node.input[2])


def _add(chain: Chain, node: "NodeProto", operands: Operands) -> Data:
    data, constant, _ = _split(node, operands)
    return chain.add(data, constant)


def _subtract(chain: Chain, node: "NodeProto", operands: Operands) -> Data:
    data, constant, leads = _split(node, operands)
    return chain.add(data, -constant) if leads else chain.add(data, constant, sign=-1)


def _split(node: "NodeProto", operands: Operands) -> tuple[Data, Matrix, bool]:
    """Of the first two operands the data, the constant as float64, and whether the data comes first."""
    first, second = operands[:2]
    if isinstance(first, Data) and isinstance(second, np.ndarray):
        return first, real(second, node.input[1]), True
    if isinstance(first, np.ndarray) and isinstance(second, Data):
        return second, real(first, node.input[0]), False
    both = isinstance(first, Data) and isinstance(second, Data)
    raise InputError(
        "both operands depend on the input; one must be constant"
        if both
        else "both operands are constants; one must depend on the input"
    )


AFFINE: dict[str, Callable[[Chain, "NodeProto", Operands], Data]] = {
    "Add": _add,
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Sub": _subtract,
}
"""What becomes layers. Errors say what is wrong; whoever calls knows the node."""
