"""Made files kept by what they were made from."""

import os
from hashlib import sha256
from pathlib import Path


def cache_beside(content):
    """The Cache that goes with a folder of content."""
    return Cache(Path(content).parent / ".cache" / "images")


class Cache:
    """A folder of files that cost time to make; it can be deleted at any time."""

    def __init__(self, folder):
        self.folder = Path(folder)

    def get(self, ingredients, suffix, make):
        """The Path of the file made from `ingredients`, a bytes that differs whenever the file must.

        Where there is none yet, or another than was put there, `make()` returns its bytes. The file appears whole or
        not at all.
        """
        path = self.folder / (sha256(ingredients).hexdigest()[:32] + suffix)
        if not _is_sound(path):
            self.folder.mkdir(parents=True, exist_ok=True)
            made = make()
            _put(path, made)
            _put(_witness(path), sha256(made).digest())
        return path


def _witness(path):
    return path.with_name(f"{path.name}.sum")


def _is_sound(path):
    try:
        return _witness(path).read_bytes() == sha256(path.read_bytes()).digest()
    except FileNotFoundError:
        return False


def _put(path, data):
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(data)
    unfinished.replace(path)
