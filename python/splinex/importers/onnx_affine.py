"""The affine operators of ONNX, each an affine node of its own, so that no two are ever multiplied in floats."""

import math

import numpy as np
from numpy.typing import NDArray

from splinex.errors import InputError
from splinex.graphs.tensor import Tensor, concatenate, constant_like
from splinex.importers.onnx_call import Call, Operator
from splinex.nn import BatchNorm

__all__ = ["AFFINE"]

Matrix = NDArray[np.float64]
_MOST_DIVISORS = 16


def _scaled(factor: float, array: Matrix) -> Matrix | None:
    """The product where float64 holds it exactly for sure, else None.

    Two float32 have a product of at most 48 bits. A power of two rounds nothing unless it overflows or underflows.
    """
    with np.errstate(over="ignore"):
        product = factor * array
        if all((value.astype(np.float32) == value).all() for value in (np.float64(factor), array)):
            return product
        exact = abs(math.frexp(factor)[0]) == 0.5 and (product / factor == array).all()
    return product if exact else None


def _matmul(call: Call) -> Tensor:
    data, matrix, leads = call.factors()
    if matrix.ndim not in (1, 2):
        raise InputError(f"the constant factor has shape {matrix.shape}; a matrix or a vector is needed")
    return _product(call, data, matrix, leads)


def _product(call: Call, data: Tensor, matrix: Matrix, leads: bool) -> Tensor:
    if leads and call.column and data.ndim == 2 and len(data) > 1:
        raise InputError(
            f"the data of shape {data.shape} is a batch of {len(data)} rows; the batch must be 1 or symbolic"
        )
    return data @ matrix if leads else matrix @ data


def _gemm(call: Call) -> Tensor:
    """alpha * A' @ B' + beta * C, where A' and B' are A and B or their transposes."""
    data, matrix, leads = call.factors()
    if data.ndim != 2 or matrix.ndim != 2:
        raise InputError(f"the shapes {data.shape} and {matrix.shape} are not those of two matrices")
    flip_data, flip_matrix = (
        call.options.get(name, 0) for name in (("transA", "transB") if leads else ("transB", "transA"))
    )
    data, matrix = data.T if flip_data else data, matrix.T if flip_matrix else matrix
    alpha, beta = call.options.get("alpha", 1.0), call.options.get("beta", 1.0)
    weight = _scaled(alpha, matrix)
    product = _product(call, data, matrix if weight is None else weight, leads)
    if weight is None:
        product = product * alpha
    offset = call.operand(2)
    if offset is None:
        return product
    if isinstance(offset, Tensor):
        return product + (offset if beta == 1 else offset * beta)
    bias = call.needed(2)
    addend = _scaled(beta, bias)
    return product + (constant_like(data, bias) * beta if addend is None else addend)


def _add(call: Call) -> Tensor:
    first, second = call.terms()
    return first + second if isinstance(first, Tensor) else _later(second) + first


def _subtract(call: Call) -> Tensor:
    first, second = call.terms()
    return first - second if isinstance(first, Tensor) else first - _later(second)


def _later(term: "Tensor | Matrix") -> Tensor:
    """The second operand where the first is a constant."""
    assert isinstance(term, Tensor)
    return term


def _multiply(call: Call) -> Tensor:
    data, constant, _ = call.factors()
    return data * constant


def _divide(call: Call) -> Tensor:
    data, constant, leads = call.factors()
    if not leads:
        raise InputError("the divisor depends on the input, which is not piecewise linear")
    return _quotient(data, constant)


def _quotient(data: Tensor, divisor: Matrix) -> Tensor:
    """Exactly: a divisor is an odd integer, which becomes a denominator, times a power of two, which rounds nothing."""
    if (divisor == 0).any():
        raise InputError("division by zero")
    shape = np.broadcast_shapes(data.shape, divisor.shape)
    flat, wide = data.relabelled(np.broadcast_to(data.order, shape).ravel()), np.broadcast_to(divisor, shape).ravel()
    mantissa, exponent = np.frexp(wide)
    whole = np.abs(np.ldexp(mantissa, 53)).astype(np.int64)
    low = whole & -whole
    odd = whole // low
    with np.errstate(over="ignore", under="ignore"):
        factor = np.sign(wide) * np.ldexp(1.0, 53 - exponent - np.log2(low).astype(np.int64))
    if not np.isfinite(factor).all() or (np.abs(factor) < np.finfo(np.float64).tiny).any():
        raise InputError("the reciprocal of a divisor is out of the range of float64")
    kinds = np.unique(odd)
    if len(kinds) > _MOST_DIVISORS:
        raise InputError(f"{len(kinds)} divisors are too many to divide by exactly; multiply by their reciprocals")
    parts, places = [], []
    for kind in kinds:
        mine = np.flatnonzero(odd == kind)
        places.append(mine)
        scaled = flat[mine] * factor[mine]
        parts.append(scaled if kind == 1 else scaled / int(kind))
    return concatenate(parts)[np.argsort(np.concatenate(places))].reshape(shape)


def _negate(call: Call) -> Tensor:
    return -call.data()


def _sum(call: Call) -> Tensor:
    terms = call.terms()
    data = [term for term in terms if isinstance(term, Tensor)]
    constants = [term for term in terms if not isinstance(term, Tensor)]
    total = data[0]
    for other in data[1:]:
        total = total + other
    for constant in constants:
        total = total + constant
    return total


def _mean(call: Call) -> Tensor:
    return _sum(call) / len(call.operands)


def _batch_normalization(call: Call) -> Tensor:
    if not call.options.get("spatial", 1):
        raise InputError("spatial=0 is not supported")
    if call.options.get("training_mode", 0) or any(call.node.output[1:]):
        raise InputError("training mode; export the model for inference")
    gamma, beta, mean, variance = (call.needed(i) for i in (1, 2, 3, 4))
    eps = call.options.get("epsilon", float(np.float32(1e-5)))
    return BatchNorm(mean, variance, gamma, beta, eps, 1)(call.data())


AFFINE: dict[str, Operator] = {
    "Add": _add,
    "BatchNormalization": _batch_normalization,
    "Div": _divide,
    "Gemm": _gemm,
    "MatMul": _matmul,
    "Mean": _mean,
    "Mul": _multiply,
    "Neg": _negate,
    "Sub": _subtract,
    "Sum": _sum,
}
