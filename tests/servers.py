"""Programs that serve while a test lasts, and a line to them that breaks."""

import re
import socket
import subprocess
import threading
from contextlib import contextmanager, suppress


@contextmanager
def serving(command, sign, **options):
    """Start a server and wait until what it says matches `sign`. Gives the match."""
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True, **options
    )
    said = process.stdout
    assert said
    matches = (re.search(sign, line) for line in said)
    match = next(filter(None, matches), None)
    assert match, f"{command[0]} ended without serving"
    rest = threading.Thread(target=lambda: [None for _ in said])  # a full pipe would stop it
    rest.start()
    try:
        yield match
    finally:
        process.terminate()
        process.wait()
        rest.join()
        said.close()


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Line:
    """A line to the port `port` that keeps what clients send, and breaks for good after `limit` bytes of it."""

    def __init__(self, port, limit=None):
        self.port, self.limit, self.sent = port, limit, []
        self._open, self._threads, self._lock = [], [], threading.Lock()

    def __enter__(self):
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self._listener.getsockname()[1]}"
        self._start(self._accept)
        return self

    def __exit__(self, *_error):
        self._break()
        while self._threads:
            self._threads.pop().join()

    def requests(self):
        """The requests sent so far, as (method, path, headers)."""
        for connection in self.sent:
            heads = re.findall(rb"^([A-Z]+) (\S+) HTTP/1.1\r\n((?:[^\r\n]+\r\n)+)", bytes(connection), re.MULTILINE)
            for method, path, lines in heads:
                headers = dict(line.split(": ", 1) for line in lines.decode().splitlines())
                yield method.decode(), path.decode(), headers

    def _start(self, run, *arguments):
        thread = threading.Thread(target=run, args=arguments)
        self._threads.append(thread)
        thread.start()

    def _accept(self):
        with suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                server = socket.create_connection(("127.0.0.1", self.port))
                self._open += [client, server]
                self.sent.append(bytearray())
                self._start(self._pass_on, client, server, self.sent[-1])
                self._start(self._pass_on, server, client, None)

    def _pass_on(self, source, target, kept):
        with suppress(OSError):
            while data := source.recv(4096):
                if kept is not None:
                    with self._lock:
                        left = len(data) if self.limit is None else self.limit - sum(map(len, self.sent))
                        data = data[: max(left, 0)]
                        kept += data
                    if left <= len(data) and self.limit is not None:
                        target.sendall(data)
                        self._break()
                        return
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)

    def _break(self):
        for end in [self._listener, *self._open]:
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()
