"""`pelican-preview [SETTINGS]`: the command line of the preview.

The preview itself begins in `serve`, which a program of one's own can call as well.
"""

from __future__ import annotations

import argparse
import io
import sys
from functools import partial
from pathlib import Path

from . import PreviewError, serve


def main() -> None:
    """Serve the site of a settings file until Ctrl-C; what cannot be is told in a sentence, with exit status 1."""
    parser = argparse.ArgumentParser(
        prog="pelican-preview",
        description="Serve a Pelican site, and show at once what is saved, and what is wrong with it.",
    )
    parser.add_argument(
        "settings", nargs="?", default="pelicanconf.py", help="the settings file (default: %(default)s)"
    )
    parser.add_argument("--host", default="127.0.0.1", help="the address to serve at (default: %(default)s)")
    parser.add_argument("--port", default="8000", help="the port to serve at (default: %(default)s)")
    parser.add_argument("--output", help="the folder to build into (default: .preview/ beside the settings)")
    parser.add_argument(
        "--hooks", metavar="MODULE:CLASS", help="a class of Hooks with what the site adds to its preview"
    )
    given = parser.parse_args()
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # names of files may have letters that a terminal has not
    settings = Path(given.settings).resolve()
    if not settings.is_file():
        sys.exit(f"There is no settings file {given.settings}: name the site's own.")
    try:
        serve(
            settings,
            output=given.output or settings.with_name(".preview"),
            host=given.host,
            port=given.port,
            say=partial(print, flush=True),
            **({"hooks": given.hooks} if given.hooks else {}),
        )
    except PreviewError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
