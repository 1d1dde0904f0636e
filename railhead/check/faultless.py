"""What was found without fault, so that the next check need not look at it again."""

from contextlib import suppress
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from railhead import files

HERE = Path(__file__).parent
TOOLS = ("brotli", "feedparser", "justhtml", "lxml", "pydantic")
DIGEST = 16  # bytes of SHA-256 that tell files apart


class Faultless:
    """Remembers files by their bytes, in the file `path`, for as long as the same checks look for faults.

    The file can be deleted at any time; one that is damaged counts for nothing. With None nothing is remembered.
    """

    def __init__(self, path):
        self._path = path
        self._checks = _checks()
        self._before, self._now = _read(path, self._checks), set()

    def faults(self, data, look):
        """The faults in the bytes `data`, as `look()` lists them; it is not asked where it found none before."""
        digest = sha256(data).digest()[:DIGEST]
        found = [] if digest in self._before else list(look())
        if not found:
            self._now.add(digest)
        return found

    def keep(self):
        """Write down what was asked for since, and only that, if it can be written."""
        if not self._path:
            return
        with suppress(OSError):
            self._write(self._path)

    def _write(self, path):
        body = self._checks + b"".join(sorted(self._now))
        path.parent.mkdir(parents=True, exist_ok=True)
        files.write(path, sha256(body).digest() + body)


def _read(path, checks):
    try:
        data = path.read_bytes() if path else b""
    except OSError:
        return set()
    witness, body = data[:32], data[32:]
    if sha256(body).digest() != witness or not body.startswith(checks):
        return set()
    digests = body[len(checks) :]
    return {digests[start : start + DIGEST] for start in range(0, len(digests), DIGEST)}


def _checks():
    """A digest of the checks themselves and of the libraries that they ask."""
    code = sha256("".join(f"{name} {version(name)}\n" for name in TOOLS).encode())
    for module in sorted(HERE.glob("*.py")):
        code.update(module.read_bytes())
    return code.digest()
