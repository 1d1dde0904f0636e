"""The published folder: one release, found whole and unchanged since it was published.

It neither makes a release, which `tasks.py publish` does, nor compares it with what the target holds, as `plan` does.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from railhead import records
from railhead.errors import named
from railhead.records import RecordError

from .errors import DeployError
from .manifest import NAME

if TYPE_CHECKING:
    from railhead.remembered import Remembered

SUMS = "SHA256SUMS"
AGAIN = "run `python3 tasks.py publish` again"


class Release:
    """The release in the folder `public`: `root` and `files`, a SHA-256 by path.

    The link is followed once, so that a publish in between does not mix two releases. What is `remembered` of files
    need not be read again. Raises DeployError for a folder that is not there, not whole, or not what was published.
    """

    def __init__(self, public: Path, remembered: Remembered) -> None:
        try:
            self.root = Path(public).resolve(strict=True)
        except (OSError, RuntimeError):
            raise DeployError(f"There is no {Path(public).name}/ yet: run `python3 tasks.py publish` first.") from None
        self.files = self._checked(remembered)

    def size(self, path: str) -> int:
        """The size of a file, in bytes."""
        return (self.root / path).stat().st_size

    def _checked(self, remembered: Remembered) -> dict[str, str]:
        try:
            listed = records.sums(records.read(self.root / SUMS))
        except FileNotFoundError:
            raise DeployError(f"public/ has no {SUMS} and may not be whole: {AGAIN}.") from None
        except RecordError as error:
            raise DeployError(f"public/{SUMS}:{error}: {AGAIN}.") from None
        found = remembered.files(self.root).digests
        of_sums = found.pop(SUMS)
        missing = listed.keys() - found.keys()
        damaged = {path for path in listed.keys() & found.keys() if found[path] != listed[path]}
        for paths, wrong in (
            (missing, "is not whole, without"),
            (damaged, "was damaged or edited after it was published, in"),
            (found.keys() - listed.keys(), "holds what was not published with it:"),
        ):
            if paths:
                raise DeployError(f"public/ {wrong} {named(paths)}: {AGAIN}.")
        if NAME in listed:
            raise DeployError(f"{NAME} is the name of deploy's own manifest: give that file of the site another name.")
        return {**listed, SUMS: of_sums}
