"""What went wrong with a build, in sentences a maintainer can act on.

It runs no build: `site` does. The lines around a problem are added in preview/problems.py.
"""

from __future__ import annotations

import errno
import logging
import os
import re
import traceback
from collections import Counter
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING

import pelican.log
from pelican.log import LimitFilter

from .tracing.installed import is_installed

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable

FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO}  # what a disk says that did not take all
ENGINE = str(Path(__file__).parent)
MOST_OF_KIND, MOST_OF_FILE = 20, 100  # sentences of one kind about one file, and about one file
LONGEST = 5_000  # characters of a sentence
FILE = re.compile(r"([^\s:][^:\n]*):\d+:")


class BuildError(Exception):
    """A build that failed; `lines` are sentences that say why, most of them with file and line.

    Where there are too many to read, `lines` are `shortened`, and the message says how many there were.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = shortened(lines)
        noun = "problem" if len(lines) == 1 else "problems"
        super().__init__("\n".join([*self.lines, f"{len(lines):,} {noun}: nothing was built."]))


def shortened(lines: Iterable[str]) -> list[str]:
    """Sentences about what is wrong, most of which begin with a file and a line, made few enough to be read.

    Of each file, at most MOST_OF_KIND sentences of one kind and MOST_OF_FILE in all are kept, in their order; one more
    says how many were left out. A sentence with more than LONGEST characters is cut.
    """
    shown: dict[str, list[str]] = {}
    kinds, more = Counter[tuple[str, str]](), Counter[str]()
    for line in lines:
        line = line if len(line) <= LONGEST else f"{line[:LONGEST]}…"  # noqa: PLW2901 - the rest counts for nothing
        found = FILE.match(line)
        path = found[1] if found else ""
        # without names, numbers, addresses and what was typed
        kind = path, " ".join(word for word in line[len(path) :].split() if word.isalpha())
        kinds[kind] += 1
        own = shown.setdefault(path, [])
        if kinds[kind] > MOST_OF_KIND or len(own) == MOST_OF_FILE:
            more[path] += 1
        else:
            own.append(line)
    for path, count in more.items():
        shown[path].append(f"{path}: {count:,} more like these" if path else f"{count:,} more like these")
    return list(chain.from_iterable(shown.values()))


class ClusterError(RuntimeError):
    """The cluster cannot be used. `problems` has the sentence that says why, as BuildError tells it."""

    @property
    def problems(self) -> list[str]:
        """The message alone: it names no place in the site."""
        return [str(self)]


class Warnings(logging.Handler):
    """Keeps what Pelican and its plugins warn of, as `lines`; where it is `strict`, a warning fails the build.

    A warning of a disk that is full or broken fails it in any case: a file that Pelican was copying is incomplete.
    """

    def __init__(self, root: Path, *, strict: bool) -> None:
        super().__init__(logging.WARNING)
        self.root, self.strict = root, strict
        self.lines: list[str] = []
        self._is_cut = False

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a record, with the error that it tells of."""
        error = record.exc_info[1] if record.exc_info else None
        told = (error, *(record.args if isinstance(record.args, tuple) else ()))
        self._is_cut |= any(isinstance(each, OSError) and each.errno in FULL for each in told)
        cause = f": {located(error, self.root)}" if error else ""
        self.lines.append(record.getMessage().replace(f"{self.root}/", "") + cause)

    def raise_any(self) -> None:
        """Raise a BuildError with all warnings so far, where warnings fail a build.

        They do with `strict`, and also without it if one tells of a disk that is full or broken.
        """
        if self.lines and (self.strict or self._is_cut):
            raise BuildError(self.lines)


@contextmanager
def explained(
    root: str | Path, *, strict: bool = True, output: str | Path | None = None, carrying: tuple[str, ...] = ()
) -> Generator[Warnings]:
    """Turn whatever is raised inside into a BuildError; gives the Warnings that are collected meanwhile.

    `root` is the folder of the settings file; places are told relative to it. An error that has a list `problems` is
    told by these, a line each. With `strict`, `Warnings.raise_any` makes errors of what Pelican warns of. An error of
    the system below the folder `output` is told as that folder's. `carrying` are paths of modules that only carry the
    build out, and so are never told as the place of an error.
    """
    root = Path(root).absolute()
    was_quiet, pelican.log.console.quiet = pelican.log.console.quiet, True  # who builds says what was done
    # Pelican says each thing once a process: the next build would go out with the fault
    LimitFilter._raised_messages.clear()  # noqa: SLF001 - it has no other way
    LimitFilter._group_count.clear()  # noqa: SLF001
    warnings = Warnings(root, strict=strict)
    logging.getLogger().addHandler(warnings)
    try:
        yield warnings
    except BuildError:
        raise
    except (Exception, SystemExit) as error:  # whatever it is, it is told in a sentence
        if output and isinstance(error, OSError) and error.filename and Path(error.filename).is_relative_to(output):
            unwritable = f"{Path(output).name}/ cannot be written ({error.strerror}): mend that, then try again."
            raise BuildError([unwritable]) from None
        problems = getattr(error, "problems", None) or [located(error, root, carrying)]
        raise BuildError([*map(str, problems), *warnings.lines]) from None
    finally:
        logging.getLogger().removeHandler(warnings)
        pelican.log.console.quiet = was_quiet


def located(error: BaseException, root: str | Path, carrying: tuple[str, ...] = ()) -> str:
    """An error in one line, after the last place in the site below `root` that it came through.

    Modules whose path begins with one of `carrying` count for no place.
    """
    frames = traceback.extract_tb(error.__traceback__)
    places = [(frame.filename, frame.lineno) for frame in frames if Path(frame.filename).is_relative_to(root)]
    own = [place for place in places if not (is_installed(place[0]) or place[0].startswith((ENGINE, *carrying)))]
    # what a template hands to a plugin is the template's doing
    own = [place for place in own if not place[0].endswith(".py")] or own
    filename, line = getattr(error, "filename", None), getattr(error, "lineno", None)
    if filename and line:
        own.append((filename, line))  # a template or setting that does not parse
    place = f"{os.path.relpath(own[-1][0], root)}:{own[-1][1]}: " if own else ""
    said = str(getattr(error, "msg", None) or error).replace(f"{root}/", "")
    return f"{place}{type(error).__name__}: {said}"
