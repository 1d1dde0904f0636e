"""Starts tasks for `python3 tasks.py`: by invoke, without anybody's settings of it, and without a traceback for a
mistyped option or a pipe that nobody reads.
"""

from __future__ import annotations

import errno
import os
import re
import signal
import sys
from contextlib import contextmanager
from io import TextIOWrapper
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Generator

    from invoke.parser import Argument

try:
    from invoke import Collection, Config, Exit, ParseError, Program

    import tasks
except ModuleNotFoundError as missing:
    sys.exit(f"The packages in .venv are not whole ({missing}): remove .venv, then try again.")

INTERRUPTED = 130  # as shells count what Ctrl-C ended
# options of invoke for commands that tasks run by it, which none does, and for settings
USELESS = {"command-timeout", "config", "dry", "echo", "hide", "prompt-for-sudo-password", "pty", "warn-only"}
FORMATS = ("flat", "nested", "json")
SHELLS = ("", "bash", "zsh", "fish")


class _Settings(Config):
    """invoke's defaults: files of the user and of the system are not looked for, and may not be readable."""

    def __init__(self, *_arguments: object, **_options: object) -> None:
        super().__init__(lazy=True)


class _Tasks(Program):
    """invoke's program with fewer options, whose errors are sentences."""

    def core_args(self) -> list[Argument]:
        """The options before the name of a task, without those that are of no use here."""
        return [argument for argument in super().core_args() if argument.name not in USELESS]

    def parse_core_args(self) -> None:
        """Read the options before the name of a task. Raises Exit for a value that one of them cannot have."""
        with _numbers():
            super().parse_core_args()
        for option, values in {"list-format": FORMATS, "print-completion-script": SHELLS}.items():
            if self.args[option].value not in values:
                raise Exit(
                    f"--{option} cannot be {self.args[option].value}: use one of {', '.join(filter(None, values))}."
                )

    def parse_tasks(self) -> None:
        """Read the names of tasks and their options. Raises Exit for a task that is not there, with those that are."""
        try:
            with _numbers():
                super().parse_tasks()
        except ParseError as error:
            if re.match("No idea what '[^-]", str(error)):
                raise Exit(f"{error} The tasks are {', '.join(sorted(self.collection.task_names))}.") from None
            raise

    def execute(self) -> None:
        """Run the tasks. Raises Exit where Ctrl-C ends one."""
        try:
            super().execute()
        except KeyboardInterrupt:
            raise Exit("\nInterrupted.", INTERRUPTED) from None

    def update_config(self, merge: bool = True) -> None:  # noqa: FBT001, FBT002 - as invoke has it
        """Leave the settings as they are."""


@contextmanager
def _numbers() -> Generator[None]:
    """Tell in a sentence of a value that is no number where an option takes one."""
    try:
        yield
    except ValueError as error:
        raise Exit(f"A number is needed, and {str(error).rpartition(': ')[2]} is none.") from None


def main(arguments: list[str]) -> int:
    """Run the tasks that were typed as `arguments`. Returns the exit status."""
    program = _Tasks(
        name="tasks.py", binary="python3 tasks.py", namespace=Collection.from_module(tasks), config_class=_Settings
    )
    try:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGINT])  # tasks.py has blocked it until here
        program.run(["tasks.py", *arguments])
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else 0
    except KeyboardInterrupt:
        sys.stderr.write("\nInterrupted.\n")
        return INTERRUPTED
    except ModuleNotFoundError as error:
        sys.stderr.write(f"The packages in .venv are not whole ({error}): remove .venv, then try again.\n")
        return 1
    except OSError as error:
        if error.errno != errno.EPIPE:
            raise
    return 0


@contextmanager
def _written() -> Generator[None]:
    """Have what cannot be printed be written in escapes, and what nobody reads any more go nowhere."""
    streams = [stream for stream in (sys.stdout, sys.stderr) if isinstance(stream, TextIOWrapper)]
    for stream in streams:
        stream.reconfigure(errors="backslashreplace")
    try:
        yield
    finally:
        for stream in streams:
            try:
                stream.flush()
            except OSError:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    with _written():
        status = main(sys.argv[1:])
    sys.exit(status)
