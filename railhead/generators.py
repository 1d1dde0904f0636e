"""Finding Pelican's generators among those that a signal hands over.

No generator is defined or changed here: those that restore their lists from the last build are the engine's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pelican.generators import Generator

A = TypeVar("A")
B = TypeVar("B")
C = TypeVar("C")


@overload
def of_kind(generators: Iterable[Generator], first: type[A], /) -> tuple[A]: ...
@overload
def of_kind(generators: Iterable[Generator], first: type[A], second: type[B], /) -> tuple[A, B]: ...
@overload
def of_kind(generators: Iterable[Generator], first: type[A], second: type[B], third: type[C], /) -> tuple[A, B, C]: ...
def of_kind(generators: Iterable[Generator], *kinds: type) -> tuple[object, ...]:
    """The first of `generators` of each class in `kinds`, up to three, in the order of the classes.

    `generators` can be gone through once for each class. Raises StopIteration where there is none of a class.
    """
    return tuple([next(generator for generator in generators if isinstance(generator, kind)) for kind in kinds])
