"""A server that is measured: its page, waited for, and the machine that it runs on.

The server is started, and the sources that it watches are saved, in `preview`.
"""

import http.client
import os
import platform
import signal
import socket
import time
from contextlib import suppress
from pathlib import Path
from subprocess import Popen
from typing import Any

from .measure import family

PAUSE = 0.002  # s between two looks at a page


class EndedError(Exception):
    """A server that ended although it was still asked for a page; the message gives its status."""


class Page:
    """The page at `path` of the server at a port of this machine."""

    def __init__(self, port: int, path: str) -> None:
        self.port, self.path = port, path

    def wait_for(self, text: str, patience: float, process: Popen) -> float | None:
        """The seconds until the page holds the text, or None if it does not within `patience` s.

        Raises EndedError where the `process` of the server ends meanwhile.
        """
        started = time.perf_counter()
        while (waited := time.perf_counter() - started) < patience:
            if process.poll() is not None:
                raise EndedError(f"error: the server ended with status {process.returncode}")
            if text in self._now(patience):
                return time.perf_counter() - started
            time.sleep(PAUSE if waited < 1 else 10 * PAUSE)
        return None

    def _now(self, patience: float) -> str:
        """What the server sends at the moment; nothing where it does not answer with a page."""
        with suppress(OSError, http.client.HTTPException):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=patience)
            connection.request("GET", self.path)
            answer = connection.getresponse()
            body = answer.read().decode(errors="replace")
            connection.close()
            return body if answer.status == 200 else ""  # noqa: PLR2004 - HTTP's own number
        return ""


def free_port() -> int:
    """A port of this machine at which nobody serves."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        return other.getsockname()[1]


def end(process: Popen) -> None:
    """End a process and all that it has started."""
    for pid in family(process.pid):
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait()


def machine() -> dict[str, Any]:
    """What the figures depend on; nothing in it says whose machine it is."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    cpu = next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    return {
        "cpu": cpu,
        "cores": len(os.sched_getaffinity(0)),
        "memory_gb": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9),
        "os": platform.freedesktop_os_release()["PRETTY_NAME"],
        "python": platform.python_version(),
    }
