"""The whole suite, as `tasks.py test` runs it: linters, types, the site's tests and those of pelican-incremental."""

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from railhead import programs
from railhead.errors import SiteError
from railhead.paths import ROOT

PACKAGE = ROOT / "packages" / "pelican-incremental"
LINTERS = (["ruff", "check", "--quiet"], ["ruff", "format", "--check", "--quiet"], ["ty", "check", "--quiet"])
NO_TESTS = 5  # pytest's exit status where it was asked for tests of which a suite has none
PR_SET_CHILD_SUBREAPER = 36  # prctl(2)


def run(say: Callable[[str], object], arguments: list[str], *, quick: bool, deep: bool, installing: bool) -> None:
    """Lint, check types and run all tests; `arguments` are for pytest. Raises SiteError for what is to be mended.

    Programs that the tests start are installed, if that is what `installing` asks for.

    Every process that a test started is ended with the run, also where that is interrupted.
    """
    programs.have("tests", programs.missing_for_tests, "test", installing=installing)
    options = [*(["--quick"] if quick else []), *(["--deep"] if deep else []), *arguments]
    suites = {"the site": ROOT, "pelican-incremental": PACKAGE}
    with ending_what_it_started() as left_behind:
        for command in LINTERS:
            if _python(*command, folder=ROOT):
                raise SiteError(f"`{' '.join(command)}` found something to mend.")
        statuses = {}
        for name, folder in suites.items():
            say(f"Tests of {name}:")
            statuses[name] = _python("pytest", "-n", "auto", *options, folder=folder)
            if left := left_behind():
                raise SiteError(f"The tests of {name} left processes behind: {'; '.join(left)}.")
    failed = [name for name, status in statuses.items() if status not in {0, NO_TESTS}]
    if failed or set(statuses.values()) == {NO_TESTS}:
        raise SiteError(f"Tests failed, or there were none: those of {' and of '.join(failed or statuses)}.")


def _python(module: str, *arguments: str, folder: Path) -> int:
    """The exit status of a Python module that is run in a folder."""
    return subprocess.run([sys.executable, "-m", module, *arguments], cwd=folder, check=False).returncode


@contextmanager
def ending_what_it_started() -> Iterator[Callable[[], list[str]]]:
    """End every process that is started inside, and whatever these start, also at SIGTERM.

    Gives a function that says what still runs. Linux only: elsewhere nothing is found.
    """
    with suppress(AttributeError, OSError):
        # what loses its parent becomes a child of this process
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    try:
        yield lambda: [_command(pid) for pid in _descendants()]
    finally:
        signal.signal(signal.SIGTERM, before)
        with suppress(ChildProcessError):  # which says that none is left
            while sys.platform == "linux":
                for pid in _descendants():
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                # without waiting: what loses its parent just then is not found until it has this one
                if not os.waitpid(-1, os.WNOHANG)[0]:
                    time.sleep(0.01)


def _descendants() -> list[int]:
    """The ids of the processes that this one has started, and that these have, and still run."""
    found, waiting = [], [os.getpid()]
    while waiting:
        pid = waiting.pop()
        with suppress(OSError):
            for task in Path(f"/proc/{pid}/task").iterdir():
                waiting += map(int, (task / "children").read_text().split())
        found.append(pid)
    return [pid for pid in found[1:] if not _is_dead(pid)]


def _is_dead(pid: int) -> bool:
    """Whether a process has ended, and only its status is left."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True


def _command(pid: int) -> str:
    """How a process was started, in short."""
    with suppress(OSError):
        return " ".join(Path(f"/proc/{pid}/cmdline").read_text().split("\0"))[:120].strip()
    return str(pid)
