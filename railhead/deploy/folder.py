"""Target `folder:`: a folder of this machine. Each file is replaced in one step; the site as a whole is not.

It reaches no other machine: `rclone` does.
"""

from __future__ import annotations

import errno
import os
import shutil
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from railhead import files, records

from .errors import DeployError
from .manifest import NAME

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable
    from typing import IO, Self


class Folder:
    """The folder `path`; nothing outside it is written."""

    has_compressed = True  # a web server picks `.br` or `.gz` by what the reader takes

    def __init__(self, path: str | Path) -> None:
        self.path = Path(path)
        self._cleared = set()

    @contextmanager
    def opened(self, *, writing: bool) -> Generator[Self]:
        """Have the folder to oneself, as long as the context lasts.

        Raises DeployError for one that cannot be had or is in use by another deploy.
        """
        try:
            if self.path.is_symlink() or self.path.exists():
                self.path = Path(os.path.realpath(self.path, strict=True))
            elif writing:
                self.path.mkdir()
                self.path.chmod(files.FOLDER)
            else:
                yield self
                return
            lock = ExitStack()
            lock.enter_context(files.alone(self.path, is_folder=True))
        except BlockingIOError:
            raise DeployError(f"Another deploy is writing to {self.path}: wait until it has ended.") from None
        except OSError as error:
            raise self._unusable(error) from None
        with lock:
            yield self

    def read_manifest(self) -> bytes | None:
        """The bytes of the manifest, or None. Raises RecordError for what cannot be one."""
        try:
            return records.read(self.path / NAME)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._unusable(error) from None

    def write_manifest(self, data: bytes) -> None:
        """Keep `data` as the manifest."""
        with self._told():
            self._replace(NAME, lambda file: file.write(data))

    def upload(self, root: Path, paths: Iterable[str]) -> None:
        """Copy files from the folder `root`, in the order of `paths`."""
        for path in paths:
            with (root / path).open("rb") as source, self._told(path):
                self._replace(path, lambda file, source=source: shutil.copyfileobj(source, file))

    def remove(self, paths: Iterable[str]) -> None:
        """Remove files, where they are there, and folders that this leaves empty."""
        for path in paths:
            with self._told(path):
                target = self._inside(path)
                with suppress(FileNotFoundError, NotADirectoryError):
                    target.unlink()
                self._remove_empty(target.parent)

    def finish(self) -> None:
        """Do nothing: each file was put into place when it was uploaded."""

    def _replace(self, path: str, write: Callable[[IO[bytes]], object]) -> None:
        target = self._inside(path)
        files.make_readable(target.parent)
        # a name must not outlive a power cut without its content
        with files.replacing(target, mode=files.READABLE, sync=True) as file:
            write(file)

    def _inside(self, path: str) -> Path:
        """The place of `path`, which no symbolic link leads out of the folder."""
        place = self.path
        for part in Path(path).parts[:-1]:
            place /= part
            if place.is_symlink():
                name = place.relative_to(self.path)
                raise DeployError(f"{name} in {self.path} is a symbolic link: remove it, then try again.")
        self._clear(place)
        return place / Path(path).name

    def _clear(self, folder: Path) -> None:
        """Remove what deploys that were killed left unfinished in a folder; no other deploy writes to it meanwhile."""
        if folder in self._cleared:
            return
        self._cleared.add(folder)
        with suppress(FileNotFoundError, NotADirectoryError):
            for name in filter(files.UNFINISHED.fullmatch, os.listdir(folder)):  # noqa: PTH208 - names
                (folder / name).unlink()

    def _remove_empty(self, folder: Path) -> None:
        while folder != self.path:
            try:
                folder.rmdir()
            except FileNotFoundError:
                pass
            except OSError:  # not empty
                return
            folder = folder.parent

    @contextmanager
    def _told(self, path: str = NAME) -> Generator[None]:
        """Have an OSError of what is done within, to the file `path`, raised as DeployError."""
        try:
            yield
        except OSError as error:
            raise self._unusable(error, path) from None

    def _unusable(self, error: OSError, path: str = "") -> DeployError:
        place = self.path / path
        if error.errno in {errno.EISDIR, errno.ENOTDIR, errno.EEXIST}:
            return DeployError(f"{place}: a file and a folder have the same name: move what is there, then try again.")
        return DeployError(f"{place} cannot be used ({error.strerror}): mend that, then start deploy again.")
