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

        Where there is none yet, `make()` returns its bytes. The file appears whole or not at all.
        """
        path = self.folder / (sha256(ingredients).hexdigest()[:32] + suffix)
        if not path.is_file():
            self.folder.mkdir(parents=True, exist_ok=True)
            unfinished = path.with_suffix(f".{os.getpid()}")
            unfinished.write_bytes(make())
            unfinished.replace(path)
        return path
