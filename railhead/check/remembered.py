"""What checks found out, so that the next one need not look again at files that are as they were."""

import json
from collections.abc import Callable
from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from railhead import files

HERE = Path(__file__).parent
TOOLS = ("brotli", "feedparser", "justhtml", "lxml", "pydantic")
DIGEST = 32  # hexadecimal digits of SHA-256 that tell files apart


class Remembered:
    """Remembers files by their bytes, in the file `path`, for as long as the checks are the same.

    The file can be deleted at any time; one that is damaged counts for nothing. With None nothing is remembered.
    """

    def __init__(self, path: Path | None) -> None:
        self._path = path
        self._checks = _checks()
        self._before, self._now = _read(path, self._checks), {}

    def value(self, work_out: Callable[[], Any], *parts: bytes) -> Any:
        """What `work_out()` returned for the same `parts` before, or returns now: plain values, as JSON has them."""
        key = _digest(*parts)
        found = self._now[key] = self._before[key] if key in self._before else work_out()
        return found

    def keep(self) -> None:
        """Write down what was asked for since, and only that, if it can be written."""
        if not self._path:
            return
        with suppress(OSError):
            self._write(self._path)

    def _write(self, path):
        body = self._checks + json.dumps(self._now, separators=(",", ":"), sort_keys=True).encode()
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, sha256(body).digest() + body)


def _digest(*parts):
    digest = sha256()
    for part in parts:
        digest.update(b"%d " % len(part) + part)
    return digest.hexdigest()[:DIGEST]


def _read(path, checks):
    try:
        data = path.read_bytes() if path else b""
    except OSError:
        return {}
    witness, body = data[:32], data[32:]
    if sha256(body).digest() != witness or not body.startswith(checks):
        return {}
    return json.loads(body[len(checks) :])


def _checks():
    """A digest of the checks themselves and of the libraries that they ask."""
    code = sha256("".join(f"{name} {version(name)}\n" for name in TOOLS).encode())
    for module in sorted(HERE.glob("*.py")):
        code.update(module.read_bytes())
    return code.digest()
