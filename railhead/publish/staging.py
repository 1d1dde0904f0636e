"""The staging directory: a site is completed beside the one that stands, and put into its place at one stroke.

What goes into the site is decided in `writing`, and other machines are reached by deploy/.
"""

from __future__ import annotations

import os
import shutil
import threading
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING

from railhead import compression, files
from railhead.errors import SiteError

from . import sums

if TYPE_CHECKING:
    from pathlib import Path

    from railhead.remembered import Remembered


class PublishError(SiteError):
    """A site that cannot be published, so that what was published is as it was; or its record cannot be written, after
    it was. The message says which.
    """


def before(folder: Path) -> Path:
    """Where the site lies that stood in a folder before the last exchange."""
    return folder.with_name(f".{folder.name}-before")


class Staging:
    """A site on its way to `folder`, made in the folder beside it in which the site before that one is.

    So only what differs between the two has to be done. A file whose bytes either of them has is not written: what
    they hold in truth is looked up in what is `remembered`. Compressed forms of the standing site are taken over as its
    checksums have them, if `same_tools` made them. Without `reuse`, nothing is taken over. `listed` are these
    checksums, by name, and `digests` those of the site on its way.

    `take` or `put` each file of the site, from any number of threads, then `land` it. A name is a path below the site.
    """

    def __init__(self, folder: Path, remembered: Remembered, *, same_tools: bool, reuse: bool = True) -> None:
        self._target = folder
        self.folder = before(folder)
        if folder.is_symlink():
            raise PublishError(
                f"{folder.name} is a symbolic link: remove it, try again, and `deploy` to the folder that it led to."
            )
        files.recover(self.folder, folder)
        if folder.exists() and not folder.is_dir():
            raise PublishError(f"{folder.name}/ cannot be written (it is a file): move it away, then try again.")
        if folder.is_dir() and any(folder.iterdir()) and not any((folder / name).exists() for name in sums.OWN):
            raise PublishError(f"{folder.name}/ holds what publish did not write: move it away, then try again.")
        if self.folder.is_symlink() or (self.folder.exists() and not self.folder.is_dir()):
            raise PublishError(f"{self.folder.name} is no folder: move it away, then try again.")
        self.folder.mkdir(exist_ok=True)
        self.folder.chmod(files.FOLDER)
        self._remembered = remembered
        self.listed = sums.read(folder)
        self._forms = self.listed if same_tools else {}
        self._standing = self._found(folder) if reuse and folder.is_dir() else {}
        self._lock = threading.Lock()  # several threads write
        self._folders: set[str] = {""}
        self._written: set[str] = set()
        self.digests: dict[str, str] = {}

    def take(self, name: str, digest: str) -> bool:
        """Take the file of this name and digest over from the standing site, with its compressed forms if it is text.

        False where the standing site does not have just these: then the file has to be `put`.
        """
        if not digest or self._standing.get(name) != digest:
            return False
        forms = {}
        if compression.is_text(name):
            forms = {form: self._forms.get(form, "") for form in (name + suffix for suffix in compression.SUFFIXES)}
            as_listed = self._forms.get(name) == digest and "" not in forms.values()
            if not as_listed or any(self._standing.get(form) != of_form for form, of_form in forms.items()):
                return False
        self.digests |= {name: digest, **forms}
        return True

    def put(self, name: str, data: bytes) -> None:
        """Have these bytes under this name, and their compressed forms if it is text."""
        digest = sha256(data).hexdigest()
        if self.take(name, digest):
            return
        self._put(name, data, digest)
        if compression.is_text(name):
            for suffix, compressed in compression.variants(data):
                self.put_alone(name + suffix, compressed)

    def put_alone(self, name: str, data: bytes) -> None:
        """Have a file without compressed forms, such as one that no reader's browser asks for."""
        self._put(name, data, sha256(data).hexdigest())

    def _put(self, name: str, data: bytes, digest: str) -> None:
        """Have a file with these bytes, which have this digest; the standing site's is used where it is the same."""
        self.digests[name] = digest
        if self._standing.get(name) != digest:
            files.write(
                self._place(name), data, mode=files.READABLE
            )  # anew: what lies here may be the standing site's file, too
            self._written.add(name)

    def land(self) -> set[str]:
        """Put the site into its place, and have the one that stood there take this one's; if no file differs, nothing
        is done. Returns the names of the files that are new or differ, without those that are gone.
        """
        digests = dict(self.digests)
        self.put_alone(sums.SUMS, sums.written(digests).encode())
        if self._standing != self.digests:
            self._complete()
            os.sync()  # a machine that stops after the exchange must find what was exchanged
            files.exchange(self.folder, self._target)
        return {name for name, digest in digests.items() if self.listed.get(name) != digest}

    def _complete(self) -> None:
        """Make this folder the site: what of it was not written now is here, or comes from the standing one."""
        here = self._found(self.folder)
        for name in here.keys() - self.digests.keys():
            self._remove(name)
        for name, digest in self.digests.items():
            if name in self._written:
                self._remembered.note(self._target, self.folder, name, digest)
            elif here.get(name) != digest:
                self._link(name)
                self._remembered.note(self._target, self.folder, name, digest)
                self._remembered.note(self.folder, self._target, name, digest)

    def _found(self, folder: Path) -> dict[str, str]:
        """The digests of the files in a folder, "" for those that others may not read, or may do more with: these are
        put there anew.
        """
        found = self._remembered.files(folder)
        return found.digests | dict.fromkeys((name for name, mode in found.modes.items() if mode != files.READABLE), "")

    def _link(self, name: str) -> None:
        """Take a file over from the standing site: as another name of it, or copied where there can be none."""
        standing, path = self._target / name, self._place(name)
        path.unlink(missing_ok=True)
        try:
            path.hardlink_to(standing)
        except OSError:  # a file system without links
            files.write(path, standing.read_bytes(), mode=files.READABLE)

    def _place(self, name: str) -> Path:
        """The path of a file, with its folder."""
        path = self.folder / name
        folder = name.rpartition("/")[0]
        with self._lock:
            if folder not in self._folders:
                self._make_way(path.parent)
                files.make_readable(path.parent)
                self._open(folder)
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
        return path

    def _open(self, folder: str) -> None:
        """Let others look into a folder, and into those above it: an earlier version may have left them closed."""
        while folder not in self._folders:
            (self.folder / folder).chmod(files.FOLDER)
            self._folders.add(folder)
            folder = folder.rpartition("/")[0]

    def _make_way(self, folder: Path) -> None:
        """Remove a file where a folder belongs: it is of another site."""
        for path in (folder, *folder.parents):
            if path == self.folder:
                return
            if path.is_symlink() or path.is_file():
                path.unlink()

    def _remove(self, name: str) -> None:
        """Remove a file, and folders that this leaves empty."""
        path = self.folder / name
        with suppress(FileNotFoundError, NotADirectoryError):  # what lay in the way of another is gone by now
            path.unlink()
            for parent in path.relative_to(self.folder).parents[:-1]:
                try:
                    (self.folder / parent).rmdir()
                except OSError:  # something else is in it
                    return
