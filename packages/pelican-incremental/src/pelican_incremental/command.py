"""`pelican-incremental [--explain] ...`: the command `pelican`, with this package's class."""

import json
import sys

import pelican

CLASS = "pelican_incremental.IncrementalPelican"


def main(arguments: list[str] | None = None) -> None:
    """Build as `pelican` does with these arguments; with --explain, tell all that makes builds slower."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    own = {"PELICAN_CLASS": CLASS, "INCREMENTAL_EXPLAIN": "--explain" in given}
    given = [argument for argument in given if argument != "--explain"]
    extra = [f"{name}={json.dumps(value)}" for name, value in own.items()]
    place = next((n for n, argument in enumerate(given) if argument in {"-e", "--extra-settings"}), None)
    # Pelican takes the last of several
    given = [*given, "-e", *extra] if place is None else [*given[: place + 1], *extra, *given[place + 1 :]]
    pelican.main(given)


if __name__ == "__main__":
    main()
