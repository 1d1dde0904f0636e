"""Finding Pelican's generators among those that a signal hands over."""


def of_kind(generators, *kinds):
    """The first of `generators` of each class in `kinds`, in the order of the classes."""
    return [next(generator for generator in generators if isinstance(generator, kind)) for kind in kinds]
