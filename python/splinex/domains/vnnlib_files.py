"""The input box of a VNN-LIB file: version 1.0 is parsed here, version 2.0 by the `vnnlib` package."""

import json
import math
import re
from collections.abc import Iterator
from os import PathLike
from pathlib import Path
from typing import Any

import numpy as np

from splinex.domains.box import Box
from splinex.errors import InputError
from splinex.reading import reading

__all__ = ["load_vnnlib"]

Tree = str | list["Tree"]
"""An S-expression; inputs are called X_0, X_1, ..."""
_TOKEN = re.compile(r";[^\n]*|[()]|[^\s();]+")
_DECIMAL = re.compile(r"[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?")
_FLIPPED = {"<=": ">=", ">=": "<=", "=": "="}
"""The relations that are bounds, with what they become when their sides change places."""
_MOST_INPUTS = 10**7


def load_vnnlib(path: str | PathLike[str]) -> Box:
    """Read the box of inputs of a VNN-LIB property.

    The assertions on inputs must be bounds of single inputs by numbers; those on outputs are left aside. Decimals are read
    as the nearest float64. A side without a bound is infinite.

    Parameters
    ----------
    path : str or path
        A file in VNN-LIB 1.0, with inputs ``X_0``, ``X_1``, ..., or in 2.0, with one network and one input tensor, whose
        entries are taken in row-major order. Version 2.0 needs the extra ``splinex[vnnlib]``.

    Raises
    ------
    InputError
        When the file cannot be read, for a disjunction of input boxes, and for every other condition on inputs that is not
        a bound.
    """
    file = Path(path)
    with reading(file):
        try:
            text = file.read_text(encoding="utf-8")
            if "\0" in text:
                raise InputError("not VNN-LIB but a binary file")
            statements = _statements(text)
            two = any(statement[0] in ("vnnlib-version", "declare-network") for statement in statements)
            return _box(*(_version_two(text) if two else _version_one(statements)))
        except (UnicodeDecodeError, RecursionError) as error:
            raise InputError(f"not VNN-LIB ({error})") from error


def _statements(text: str) -> list[list[Tree]]:
    """The S-expressions of a file, without comments."""
    stack: list[list[Tree]] = [[]]
    for match in _TOKEN.finditer(text):
        token = match.group()
        if token == "(":
            stack.append([])
        elif token == ")" and len(stack) > 1:
            done = stack.pop()
            stack[-1].append(done)
        elif token == ")":
            line = text.count("\n", 0, match.start()) + 1
            raise InputError(f"line {line} closes a parenthesis that was not opened")
        elif not token.startswith(";"):
            stack[-1].append(token)
    if len(stack) > 1:
        raise InputError("a parenthesis is not closed")
    result = [statement for statement in stack[0] if isinstance(statement, list) and statement]
    if len(result) < len(stack[0]) or not result:
        raise InputError("not VNN-LIB: it must consist of statements in parentheses")
    return result


def _version_one(statements: list[list[Tree]]) -> tuple[int, list[Tree]]:
    """Number of inputs and assertions of VNN-LIB 1.0."""
    declared: list[int] = []
    assertions: list[Tree] = []
    for head, *rest in statements:
        if head in ("declare-const", "declare-fun") and rest and (index := _input(rest[0])) is not None:
            declared.append(index)
        elif head == "assert" and len(rest) == 1:
            assertions.append(rest[0])
        elif head == "assert":
            raise InputError(f"{_text([head, *rest])} must hold one condition")
    if not declared or sorted(declared) != list(range(len(declared))):
        raise InputError("the inputs must be declared as X_0, X_1, ... without a gap and once each")
    return len(declared), assertions


def _version_two(text: str) -> tuple[int, list[Tree]]:
    """Number of inputs and assertions of VNN-LIB 2.0."""
    try:
        import vnnlib
    except ImportError:
        raise InputError("VNN-LIB 2.0 needs the vnnlib package: pip install splinex[vnnlib]") from None
    try:
        query = vnnlib.parse_query_string(text)
    except (vnnlib.VNNLibException, IndexError, ValueError) as error:
        raise InputError(_reason(str(error))) from error
    tensors = [tensor for network in query.networks for tensor in network.inputs]
    if len(query.networks) != 1 or len(tensors) != 1:
        raise InputError(f"one network with one input is needed, not {len(query.networks)} with {len(tensors)} in all")
    return math.prod(tensors[0].shape), [_tree(assertion.expr) for assertion in query.assertions]


def _reason(message: str) -> str:
    """The first complaint of the package's report, which is JSON for well-formed files that break a rule."""
    try:
        first = json.loads(message)["errors"][0]
        return f"line {first['line']}: {first['message']} ({first['offendingSymbol']}). {first['hint']}".rstrip(".")
    except (ValueError, LookupError, TypeError):
        return " ".join(message.split())


def _tree(node: Any) -> Tree:
    """An expression of the package as an S-expression, with decimals as they are written: the package adds in floats."""
    import vnnlib

    operators = {
        vnnlib.And: "and",
        vnnlib.Or: "or",
        vnnlib.LessEqual: "<=",
        vnnlib.GreaterEqual: ">=",
        vnnlib.Equal: "=",
        vnnlib.Negate: "-",
    }
    if isinstance(node, vnnlib.Var):
        if node.kind != vnnlib.SymbolKind.Input:
            return f"{node.name}{node.indices}"
        return f"X_{np.ravel_multi_index(node.indices, node.shape) if node.indices else 0}"
    if isinstance(node, vnnlib.Literal):
        return node.lexeme
    return [operators.get(type(node), str(node).split()[0].lstrip("(")), *map(_tree, node.children())]


def _box(n_inputs: int, assertions: list[Tree]) -> Box:
    if not 0 < n_inputs <= _MOST_INPUTS:
        raise InputError(f"the property declares {n_inputs} inputs; 1 to {_MOST_INPUTS} are possible")
    low, high = np.full(n_inputs, -np.inf), np.full(n_inputs, np.inf)
    for condition in assertions:
        for relation, index, value in _bounds(condition):
            if index >= n_inputs:
                raise InputError(f"{_text(condition)} speaks of X_{index}, which is not declared")
            if relation in ("<=", "="):
                high[index] = min(high[index], value)
            if relation in (">=", "="):
                low[index] = max(low[index], value)
    return Box(low, high)


def _bounds(condition: Tree) -> Iterator[tuple[str, int, float]]:
    """Relation, input and number of every bound in a condition; nothing where it speaks of outputs alone."""
    if not _has_inputs(condition):
        return
    head, *parts = condition if isinstance(condition, list) else [condition]
    if head == "and" or (head == "or" and len(parts) == 1):
        for part in parts:
            yield from _bounds(part)
    elif head == "or":
        raise InputError("the inputs are a disjunction of boxes; give each box a file of its own")
    elif isinstance(head, str) and head in _FLIPPED and len(parts) == 2:
        if _input(parts[0]) is None:
            head, parts = _FLIPPED[head], parts[::-1]
        index, value = _input(parts[0]), _number(parts[1])
        if index is None or value is None:
            raise InputError(f"{_text(condition)} is not a bound of one input by a finite number")
        yield head, index, value
    else:
        raise InputError(f"{_text(condition)} is not a bound of one input by <= or >=")


def _input(tree: Tree) -> int | None:
    """The index of an input, None for everything else."""
    return int(tree[2:]) if isinstance(tree, str) and re.fullmatch(r"X_[0-9]{1,9}", tree) else None


def _number(tree: Tree) -> float | None:
    """A decimal as the nearest float64, None for everything else."""
    if isinstance(tree, list):
        inner = _number(tree[1]) if len(tree) == 2 and tree[0] == "-" else None
        return None if inner is None else -inner
    value = float(tree) if _DECIMAL.fullmatch(tree) else math.inf
    return value if math.isfinite(value) else None


def _has_inputs(tree: Tree) -> bool:
    return any(map(_has_inputs, tree)) if isinstance(tree, list) else tree.startswith("X_")


def _text(tree: Tree) -> str:
    """An expression as it is written, cut where it would fill more than a line."""
    whole = f"({' '.join(map(_text, tree))})" if isinstance(tree, list) else tree
    return whole if len(whole) <= 80 else f"{whole[:76]} ..."
