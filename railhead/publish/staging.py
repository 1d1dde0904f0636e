"""The staging directory: a site is written whole beside the one that stands, and put into its place at one stroke."""

import os
import shutil
import tempfile
from hashlib import sha256
from pathlib import Path

from railhead import files
from railhead.errors import SiteError

from . import compression, sums

UNFINISHED = ".release-"
RANDOM = "????????"  # what mkdtemp puts behind; tools for other releases have files with such names too


class PublishError(SiteError):
    """A site that cannot be published; what was published is as it was."""


class Staging:
    """A site on its way to `folder`, written into a folder beside it.

    Files whose bytes the standing site has already are links to that site's, their compressed forms too, if
    `same_tools` made them: the standing site is the cache, and its checksums say what of it can be trusted.
    """

    def __init__(self, folder, *, same_tools):
        self._target = folder
        self._same_tools = same_tools
        if folder.is_symlink():
            raise PublishError(
                f"{folder.name} is a symbolic link: remove it, try again, and `deploy` to the folder that it led to."
            )
        _tidy(folder)
        self._standing = sums.read(folder)
        if folder.exists() and not folder.is_dir():
            raise PublishError(f"{folder.name}/ cannot be written (it is a file): move it away, then try again.")
        if folder.is_dir() and any(folder.iterdir()) and not any((folder / name).exists() for name in sums.OWN):
            raise PublishError(f"{folder.name}/ holds what publish did not write: move it away, then try again.")
        self.digests = {}
        self.folder = Path(tempfile.mkdtemp(prefix=UNFINISHED, dir=folder.parent))
        self.folder.chmod(0o755)  # mkdtemp lets nobody else in, and a web server is somebody else

    def put(self, name, data):
        """Write a file, and its compressed forms if it is text."""
        reused = self._put(name, data)
        if not compression.is_text(name):
            return
        if reused and self._same_tools and self._take_forms(name):
            return
        for suffix, compressed in compression.variants(data):
            self._put(name + suffix, compressed)

    def put_alone(self, name, data):
        """Write a file without compressed forms: one that no reader's browser asks for."""
        self._put(name, data)

    def land(self):
        """Put the site into its place, and remove the one that stood there. Returns the names that differ."""
        self.put_alone(sums.SUMS, sums.written(self.digests).encode())
        del self.digests[sums.SUMS]
        os.sync()  # a machine that stops after the exchange must find what was exchanged
        files.land(self.folder, self._target)  # what it could not remove is removed by the next publish
        return {name for name, digest in self.digests.items() if self._standing.get(name) != digest}

    def abandon(self):
        shutil.rmtree(self.folder, ignore_errors=True)

    def _put(self, name, data):
        """Write a file; whether the standing site had the same."""
        digest = self.digests[name] = sha256(data).hexdigest()
        if self._take(name, digest):
            return True
        path = self._place(name)
        path.write_bytes(data)
        return False

    def _take_forms(self, name):
        forms = [name + suffix for suffix in compression.SUFFIXES]
        taken = all(form in self._standing and self._take(form, self._standing[form]) for form in forms)
        if taken:
            self.digests |= {form: self._standing[form] for form in forms}
        return taken

    def _take(self, name, digest):
        """Link to a file of the standing site, if it has that digest in truth; whether it has."""
        if self._standing.get(name) != digest:
            return False
        standing, path = self._target / name, self._place(name)
        try:
            if sha256(standing.read_bytes()).hexdigest() != digest:
                return False
            path.unlink(missing_ok=True)
            try:
                path.hardlink_to(standing)
            except OSError:  # a file system without links
                shutil.copyfile(standing, path)
        except OSError:
            return False
        return True

    def _place(self, name):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path


def _tidy(target):
    """Remove what runs that were killed left beside `target`; a site that they took away is put back."""
    for before in target.parent.glob(f"{UNFINISHED}{RANDOM}{files.BEFORE}"):
        if target.exists():
            shutil.rmtree(before)
        else:
            before.replace(target)
    for left in target.parent.glob(f"{UNFINISHED}{RANDOM}"):
        if left.is_dir() and not left.is_symlink():
            shutil.rmtree(left)
