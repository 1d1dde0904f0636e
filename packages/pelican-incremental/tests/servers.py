"""Servers as processes of their own, and what they tell."""

import json
import os
import queue
import signal
import subprocess
import threading
import time
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from benchmarks.measure import family
from benchmarks.watching import free_port

PATIENCE = 60  # seconds


class Server:
    """A command that serves a site, started in a folder; {port} is filled into its arguments."""

    def __init__(self, command, folder, **environment):
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [str(part).replace("{port}", str(self.port)) for part in command],
            cwd=folder, env={**os.environ, **environment}, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.said, self._lines = [], queue.Queue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()
        self._family = set()

    def _read(self):
        for line in self.process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    def until_said(self, words):
        """Wait for a line in the terminal that has these words, and return it."""
        while (line := self._lines.get(timeout=PATIENCE)) is not None:
            self.said.append(line)
            if words in line:
                return line
        raise AssertionError(f"It ended without {words!r}: {''.join(self.said)}")

    def rest(self):
        """What it has said, once it has ended, since a line was waited for."""
        self._reader.join(0 if self.process.poll() is None else PATIENCE)
        left = []
        while not self._lines.empty():
            left.append(self._lines.get() or "")
        self.said += left
        return "".join(left)

    def until(self, is_so, what):
        """Wait until `is_so()` gives something, and return it; `what` says what is waited for."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            assert self.process.poll() is None, "".join(iter(self._lines.get, None))
            self._family |= set(family(self.process.pid))
            found = is_so()
            if found:
                return found
            time.sleep(0.01)
        raise AssertionError(f"It did not come to this: {what}")

    def until_shown(self, path, text):
        """Wait until the page at a path has a text, and return the page."""
        return self.until(lambda: (page := self.page(path)) and text in page and page, f"{text!r} at {path}")

    def page(self, path):
        """What is served at a path; nothing where that is no page."""
        with suppress(OSError), urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
            return answer.read().decode()
        return ""

    def there(self, path):
        """What is served at a path, be it a page or what is said where there is none."""
        try:
            return self.page(path) or urllib.request.urlopen(self.address + path, timeout=PATIENCE).read().decode()
        except urllib.error.HTTPError as error:
            return error.read().decode()

    def state(self, path="/"):
        """What an open page at a path is told by a preview."""
        return json.loads(self.page(f"/-/state?page={path}") or "{}")

    def end(self):
        """End it as Ctrl-C in a terminal does. Returns its status; fails where a process of it is left."""
        self._family |= set(family(self.process.pid))
        try:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGINT)
            status = self.process.wait(PATIENCE)
            left = [pid for pid in self._family - {self.process.pid} if _is_alive(pid)]
            assert not left, f"Ctrl-C left processes behind: {left}"
            return status
        finally:
            for pid in self._family:
                if _is_alive(pid):
                    os.kill(pid, signal.SIGKILL)
            self.process.wait()
            self._reader.join()
            self.process.stdout.close()


def _is_alive(pid):
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in {"Z", "X"}
    return False
