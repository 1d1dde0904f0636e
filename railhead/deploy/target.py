"""What `steps` asks of a target, whichever it is: `Folder`, `Rclone` and `Pages` are ones.

How files get there is said by each target in a module of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from contextlib import AbstractContextManager
    from pathlib import Path


class Opened(Protocol):
    """A target that a deploy has to itself. Each method raises DeployError where the target cannot do what is asked.

    Paths are relative to the root of the site, with slashes.
    """

    @property
    def has_compressed(self) -> bool:
        """Whether it is to hold the compressed copies of files, for a server that picks among them."""
        ...

    def read_manifest(self) -> bytes | None:
        """The bytes of the manifest, or None. Raises RecordError for what cannot be one."""
        ...

    def write_manifest(self, data: bytes, /) -> None:
        """Keep `data` as the manifest."""
        ...

    def upload(self, root: Path, paths: Sequence[str], /) -> None:
        """Copy files from the folder `root`."""
        ...

    def remove(self, paths: Sequence[str], /) -> None:
        """Remove files, where they are there."""
        ...

    def finish(self) -> None:
        """Do what is left to do once all files are as they should be."""
        ...


class Target(Protocol):
    """Where a site is deployed to."""

    def opened(self, *, writing: bool) -> AbstractContextManager[Opened]:
        """Have the target to oneself, if it can be locked, as long as the context lasts.

        Without `writing` it is only looked at, and not made where it is not there. Raises DeployError where it cannot
        be reached or is in use.
        """
        ...
