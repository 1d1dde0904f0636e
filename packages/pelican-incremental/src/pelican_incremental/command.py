"""`pelican-incremental [--explain] ...`: the command `pelican`, with this package's class."""

import argparse
import json
import sys

import pelican

CLASS = "pelican_incremental.IncrementalPelican"


def main(arguments: list[str] | None = None) -> None:
    """Build as `pelican` does with these arguments; with --explain, tell all that makes builds slower."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("--explain", action="store_true")
    # Pelican takes the last of several -e, with all that follows it, and so does this
    parser.add_argument("-e", "--extra-settings", nargs="*", default=[])
    given, others = parser.parse_known_args(sys.argv[1:] if arguments is None else arguments)
    own = {"PELICAN_CLASS": CLASS, "INCREMENTAL_EXPLAIN": given.explain}
    extra = [f"{name}={json.dumps(value)}" for name, value in own.items()]
    pelican.main([*others, "-e", *given.extra_settings, *extra])


if __name__ == "__main__":
    main()
