"""One command as a whole process: how long it takes, and how much memory it and its children hold.

This module is a program too, which imports nothing but the standard library. Which commands are measured,
and how often, is decided in `build` and `real`.
"""

import json
import os
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

MEMORY = (
    "the larger of the biggest process's maximum resident set (wait4) and, while there are several processes, the sum"
    " of their proportional sets (smaps_rollup), so that pages which forked processes share count once"
)


class FailedError(Exception):
    """A command that ended with an error; holds what it printed."""


class Sample(NamedTuple):
    """What one run of a command took."""

    seconds: float  # of wall time
    memory: float  # its peak, in MB (10^6 bytes)
    cpu: float  # s that it and all that it started had of processors


def measure(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> Sample:
    """Run the command in the folder; returns what it took.

    Raises FailedError where it ends with an error.
    """
    # what the command before it wrote must not be on this one's time
    os.sync()
    # by way of a small process: a maximum resident set starts from that of the process which forks
    small = [sys.executable, "-I", "-S", __file__, *command]
    run = subprocess.run(small, cwd=folder, env=environment, capture_output=True, check=False)
    if run.returncode:
        said = run.stderr.decode(errors="replace")
        raise FailedError(said or f"ended with status {run.returncode}")
    seconds, peak, cpu = json.loads(run.stdout)
    return Sample(seconds, peak / 1e6, cpu)


def summary(samples: Sequence[Sample]) -> dict[str, float]:
    """What several runs took: wall times, the most memory and the median CPU time."""
    seconds = [sample.seconds for sample in samples]
    return {
        "median": round(statistics.median(seconds), 3),
        "min": round(min(seconds), 3),
        "max": round(max(seconds), 3),
        "memory_mb": round(max(sample.memory for sample in samples)),
        "cpu": round(statistics.median(sample.cpu for sample in samples), 3),
    }


def family(pid: int) -> list[int]:
    """The ids of a process and of all that it has started, directly or not, at the moment."""
    found, waiting = [], [pid]
    while waiting:
        one = waiting.pop()
        found.append(one)
        with suppress(OSError):  # it ended meanwhile, or there is no /proc
            for thread in Path(f"/proc/{one}/task").iterdir():
                waiting += map(int, (thread / "children").read_text().split())
    return found


def memory(pids: Sequence[int]) -> int:
    """The sum of the proportional sets of processes, in bytes: what several of them share counts once."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
            total += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return total * 1024


def main(command: Sequence[str]) -> int:
    """Print the command's seconds, its peak memory in bytes and its CPU seconds as JSON.

    What it prints itself goes to stderr. Returns the status that it ends with, without a sign.
    """
    started = time.perf_counter()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    watch = _Watch(process.pid)
    watch.start()
    _, status, usage = os.wait4(process.pid, 0)  # not wait(): only this tells the memory
    seconds = time.perf_counter() - started
    watch.done.set()
    watch.join()
    cpu = usage.ru_utime + usage.ru_stime
    print(json.dumps([seconds, max(usage.ru_maxrss * 1024, watch.peak), cpu]))  # noqa: T201
    process.returncode = os.waitstatus_to_exitcode(status)
    return abs(process.returncode)


class _Watch(threading.Thread):
    """Follows the memory of a process that has children; `peak` is in bytes, and 0 if it never had any."""

    def __init__(self, pid):
        super().__init__(daemon=True)
        self.pid, self.peak, self.done = pid, 0, threading.Event()

    def run(self):
        pause = 0.05
        while not self.done.wait(pause):
            started = time.perf_counter()
            pids = family(self.pid)
            if len(pids) > 1:
                self.peak = max(self.peak, memory(pids))
            # the kernel walks every page for this: it may not take more than a twentieth of the time
            pause = max(0.05, 20 * (time.perf_counter() - started))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
