"""A preview as a process of its own, and what it tells."""

import itertools
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from contextlib import contextmanager

from ..servers import free_port

PATIENCE = 60  # seconds


class Preview:
    """`tasks.py preview` in a folder, which is that of a copy of the project."""

    def __init__(self, folder, *options):
        self.folder = folder
        self.port = free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.process = subprocess.Popen(
            [sys.executable, "-m", "invoke", "preview", "--port", str(self.port), *options],
            cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        )  # fmt: skip
        self.said, self._lines = [], queue.Queue()
        self._reader = threading.Thread(target=lambda: [self._lines.put(line) for line in self.process.stdout])
        self._reader.start()

    def until(self, words):
        """Wait for a line in the terminal that has these words, and return it."""
        while True:
            line = self._lines.get(timeout=PATIENCE)
            self.said.append(line)
            if words in line:
                return line

    def get(self, path, method="GET", **headers):
        """(status, headers, body) of a request, sent as it is."""
        request = urllib.request.Request(self.address + path, method=method, headers=headers)
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=PATIENCE) as answer:
                return answer.status, answer.headers, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.headers, error.read()

    def page(self, path):
        return self.get(path)[2].decode()

    @contextmanager
    def events(self, path):
        """What a page that is open at a path is told, one dict after another."""
        with urllib.request.urlopen(f"{self.address}/-/events", timeout=PATIENCE) as stream:
            looks = (json.loads(self.page(f"/-/state?page={path}")) for line in stream if line.startswith(b"data:"))
            yield (state for before, state in itertools.pairwise(itertools.chain([None], looks)) if state != before)

    def children(self):
        """The ids of all processes that this one has started."""
        found, waiting = [], [self.process.pid]
        while waiting:
            listed = subprocess.run(["pgrep", "-P", str(waiting.pop())], capture_output=True, text=True, check=False)
            waiting += map(int, listed.stdout.split())
            found += map(int, listed.stdout.split())
        return found

    def end(self, how=signal.SIGINT):
        """Send it a signal, as a terminal does. Returns its status."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, how)
        try:
            return self.process.wait(PATIENCE)
        finally:
            if self.process.poll() is None:
                os.killpg(self.process.pid, signal.SIGKILL)
            self._reader.join()
            self.process.stdout.close()


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_arguments):
        return None


@contextmanager
def changed(path, old, new):
    """A file in which a text is another inside."""
    before = path.read_text()
    assert old in before
    path.write_text(before.replace(old, new, 1))
    try:
        yield
    finally:
        path.write_text(before)


def where(events, is_so):
    """The first of the events of which something is so."""
    return next(event for event in events if is_so(event))
