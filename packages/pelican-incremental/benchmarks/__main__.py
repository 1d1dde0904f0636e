"""The command `python -m benchmarks build|preview|real|report`: its arguments, and what it says.

What is measured, and how, is in the modules of these names.
"""

import argparse
import sys
import time
from pathlib import Path

from . import build, preview, real, real_report, report, shapes
from .peers import PEERS, ROOT

README = ROOT / "README.md"


class _Parser(argparse.ArgumentParser):
    """Tells what is wrong with a command in a sentence, as what is wrong with a measurement is told."""

    def error(self, message):
        """End with exit status 1."""
        sys.exit(f"{message[:1].upper()}{message[1:]}: see `{self.prog} --help`.")


def main(arguments: list[str] | None = None) -> None:
    """Measure, or write down what was measured; what cannot be is told in a sentence, with exit status 1."""
    parser = _Parser(
        prog="python -m benchmarks",
        description="Measure builds or previews of a benchmark site by pelican-incremental and by other tools, which"
        " are installed into .cache/bench/, or builds of sites in the shapes of real ones by pelican-incremental and by"
        " Pelican, or write the tables of README.md.",
        epilog=f"Tools of `build`: {', '.join(PEERS)}. Servers of `preview`: {', '.join(preview.SERVERS)}. Sites of"
        f" `real`: {', '.join(shapes.SHAPES)}; only a run of all of them is written down.",
    )
    parser.add_argument("what", choices=("build", "preview", "real", "report"), help="what is to be done")
    parser.add_argument("--articles", type=_count, default=1000, help="how many articles (default: %(default)s)")
    parser.add_argument(
        "--repeats",
        type=_count,
        default=5,
        help="how many turns each tool takes, of which slow ones take fewer, or how many saves (default: %(default)s)",
    )
    parser.add_argument("--only", default="", metavar="A,B", help="names of tools, servers or sites, instead of all")
    given = parser.parse_args(arguments)
    names = [name for name in given.only.split(",") if name]
    try:
        if given.what == "report":
            report.update_readme(README)
            report.write_plot()
            say(f"{README.name} and benchmarks/growth.svg are written.")
        elif given.what == "preview":
            say(report.saves(preview.run(given.articles, given.repeats, names, _telling())))
        elif given.what == "real":
            say(real_report.real(real.run(names, given.repeats, _telling())))
        else:
            say(report.builds(build.run(given.articles, given.repeats, names, _telling())))
    except ValueError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{Path(error.filename or '').name} cannot be read or written ({error.strerror}).")
    except KeyboardInterrupt:
        sys.exit("Stopped: nothing was written down.")


def say(text: str) -> None:
    """Write a text to standard output at once."""
    print(text, flush=True)  # noqa: T201 - this is a command


def _telling():
    """What tells of progress: on standard error, with the seconds since the beginning."""
    started = time.monotonic()

    def told(text):
        print(f"{time.monotonic() - started:7.1f} s  {text}", file=sys.stderr, flush=True)  # noqa: T201

    return told


def _count(text):
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 on")
    return int(text)


if __name__ == "__main__":
    main()
