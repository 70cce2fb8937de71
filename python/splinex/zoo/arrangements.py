"""What all families of arrangements have in common: integer rows, and one count on R^d."""

from collections.abc import Callable, Iterable, Mapping, Sequence

import numpy as np

from splinex.hyperplanes import arrangement
from splinex.network import Network
from splinex.zoo.entry import Family, Known

__all__ = ["Row", "axis", "central", "family", "single"]

Row = tuple[Sequence[int], int]
"""Normal and constant: the hyperplane <normal, x> + constant = 0."""


def axis(dimension: int, coefficients: Mapping[int, int]) -> tuple[int, ...]:
    """The vector with these entries and zeros elsewhere."""
    return tuple(coefficients.get(j, 0) for j in range(dimension))


def central(normals: Iterable[Sequence[int]]) -> list[Row]:
    """Hyperplanes through the origin."""
    return [(normal, 0) for normal in normals]


def family(
    name: str,
    title: str,
    rows: Callable[..., Iterable[Row]],
    count: Callable[..., int] | Mapping[int, int],
    *,
    listed: Iterable[int | tuple[int, ...]],
    how: str,
    reference: str,
    form: str = "-{n}",
    limits: Sequence[tuple[int, int]] = ((2, 60),),
    bounded: Callable[..., int] | None = None,
) -> Family:
    """A family of arrangements, counted by a formula, for parameters within limits, or by a table of the only one."""
    names = form.strip("-").replace("{", "").replace("}", "").replace("x", "-").split("-")
    if isinstance(count, Mapping):
        allowed = f"{names[0]} = {min(count)}..{max(count)}"
    else:
        allowed = ", ".join(f"{name} = {low}..{high}" for name, (low, high) in zip(names, limits, strict=True))

    def known(*parameters: int) -> dict[str, Known]:
        if isinstance(count, Mapping):
            if parameters[0] not in count:
                return {}
            regions = count[parameters[0]]
        else:
            if not all(low <= value <= high for value, (low, high) in zip(parameters, limits, strict=True)):
                return {}
            regions = count(*parameters)
        facts = {} if bounded is None else {"bounded regions": bounded(*parameters)}
        return {"space": Known((regions,), facts)}

    return Family(
        name=name,
        form=form,
        group="arrangement",
        title=title,
        build=lambda *parameters: _network(rows(*parameters)),
        known=known,
        listed=[(item,) if isinstance(item, int) else item for item in listed],
        how=how,
        reference=reference,
        allowed=allowed,
    )


def single(
    name: str, title: str, rows: Callable[[], Iterable[Row]], regions: int, *, how: str, reference: str
) -> Family:
    """One arrangement without parameters."""
    return Family(
        name=name,
        form="",
        group="arrangement",
        title=title,
        build=lambda: _network(rows()),
        known=lambda: {"space": Known((regions,))},
        listed=[()],
        how=how,
        reference=reference,
    )


def _network(rows: Iterable[Row]) -> Network:
    normals, constants = zip(*rows, strict=True)
    return arrangement(np.array(normals, dtype=np.float64), np.array(constants, dtype=np.float64))
