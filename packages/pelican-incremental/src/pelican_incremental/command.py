"""`pelican-incremental [--explain] ...`: the command `pelican`, with this package's class.

It has no server but Pelican's own: the preview is another command, `pelican-preview`, in preview/command.py.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import sys
from typing import Any

import pelican

from .failures import located

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
    factory = logging.getLogRecordFactory()
    logging.setLogRecordFactory(_told)
    try:
        pelican.main([*others, "-e", *given.extra_settings, *extra])
    finally:
        logging.setLogRecordFactory(factory)


def _told(*arguments: Any, **more: Any) -> logging.LogRecord:
    """A log record, which tells of an error that ends the build in one line, with its place in the site.

    Pelican would show all calls that led to it; with --debug it still does.
    """
    record = logging.LogRecord(*arguments, **more)
    error = (record.exc_info or sys.exc_info())[1]  # Pelican 4.11 logs it without saying which it is
    if record.levelno == logging.CRITICAL and error:
        record.msg, record.args, record.exc_info = located(error, os.getcwd()), (), None  # noqa: PTH109
    return record


if __name__ == "__main__":
    main()
