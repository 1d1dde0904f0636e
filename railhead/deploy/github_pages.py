"""Target `github:`: a branch that GitHub Pages serves, changed by one commit and so all at once.

It does not switch Pages on for the branch, which is for the owner of the repository.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from railhead import address, git
from railhead.errors import plain
from railhead.git import GitError

from .errors import DeployError
from .folder import Folder
from .manifest import NAME

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable


class Pages:
    """The branch `branch` of the remote `remote` of the git repository `project`, for a site at `address`."""

    def __init__(self, project: Path, remote: str, branch: str, address: str) -> None:
        self.project, self.remote, self.branch, self.address = project, remote, branch, address

    def __str__(self) -> str:
        return f"{self.remote}/{self.branch}"

    @contextmanager
    def opened(self, *, writing: bool) -> Generator[_Next]:  # noqa: ARG002 - as with the other targets
        """What the branch holds, as a folder whose `finish` commits and pushes it.

        Raises DeployError where git cannot fetch the branch, or must not write to it.
        """
        if self._asked("symbolic-ref", "--quiet", "--short", "HEAD").strip() == self.branch:
            raise DeployError(f"The branch {self.branch} is checked out here: choose another one to deploy to.")
        with tempfile.TemporaryDirectory() as folder:  # nobody else can write to it
            parent = self._fetched()
            # the manifest alone: every other file stays in the next commit as it is in this one
            manifest = self._manifest(parent)
            if manifest is not None:
                Path(folder, NAME).write_bytes(manifest)
            yield _Next(folder, self, parent)

    def pushed_manifest(self) -> bytes | None:
        """The bytes of the manifest that the branch of the remote has now, or None. Fetches it, and raises DeployError
        where that cannot be.
        """
        return self._manifest(self._fetched())

    def _fetched(self) -> str | None:
        """The commit that the branch is at, or None where there is no such branch."""
        tracking = f"refs/remotes/{self.remote}/{self.branch}"
        if not self._git("ls-remote", "--heads", self.remote, f"refs/heads/{self.branch}"):
            return None
        branch = f"+refs/heads/{self.branch}:{tracking}"
        self._git("fetch", "--quiet", "--no-tags", "--no-prune", self.remote, branch)
        return self._git("rev-parse", "--verify", f"{tracking}^{{commit}}").strip()

    def _manifest(self, commit: str | None) -> bytes | None:
        """The bytes of the manifest in a commit, or None."""
        manifest = self._asked("cat-file", "blob", f"{commit}:{NAME}") if commit else ""
        return manifest.encode("utf-8", "surrogateescape") if manifest else None

    def push(self, folder: Path, removed: Iterable[str], parent: str | None) -> None:
        """Push a commit with the files of a folder, and without those `removed`, on top of the commit `parent`.

        The parent of a first commit is None.
        """
        host = address.host(self.address)
        (folder / ".nojekyll").touch()  # else GitHub takes out files whose names begin with an underscore
        if not host.endswith(".github.io"):
            (folder / "CNAME").write_text(f"{host}\n", encoding="utf-8")
        commit = self._commit(folder, removed, parent)
        self._git("push", "--quiet", "--no-verify", self.remote, f"{commit}:refs/heads/{self.branch}")

    def _commit(self, folder: Path, removed: Iterable[str], parent: str | None) -> str:
        """The commit, made beside the index and the work tree; each file goes in as its bytes are."""
        names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir())
        paths = "".join(f"{folder / name}\n" for name in names)
        blobs = self._git("hash-object", "-w", "--no-filters", "--stdin-paths", given=paths).split()
        entries = "".join(f"0 {'0' * len(blobs[0])}\t{name}\0" for name in removed)
        entries += "".join(f"100644 {blob}\t{name}\0" for blob, name in zip(blobs, names, strict=True))
        with tempfile.TemporaryDirectory() as aside:
            index = {"GIT_INDEX_FILE": f"{aside}/index"}
            if parent:
                self._git("read-tree", parent, **index)
            self._git("update-index", "-z", "--index-info", given=entries, **index)
            tree = self._git("write-tree", **index).strip()
        before = ["-p", parent] if parent else []
        return self._git("commit-tree", tree, *before, "-m", "Deploy").strip()

    def _git(self, *arguments: str, given: str = "", **told: str) -> str:
        """What git writes when it is run with `arguments`, the input `given` and variables that it is `told`."""
        try:
            return git.ask(self.project, *arguments, given=given, told={**self._author(), **told})
        except GitError as error:
            said = [line for line in error.lines if line.startswith((" !", "fatal", "error", "remote"))]
            what = next(argument for argument in arguments if argument[0] != "-")
            words = plain(" ".join(said or error.lines[-1:])) or "it gave no reason"
            message = f"`git {what}` stopped at {self}: {words}: mend that, then start deploy again."
            raise DeployError(message) from None

    def _asked(self, *arguments: str) -> str:
        """What git writes, or nothing where it fails, as it does for what is not there."""
        try:
            return git.ask(self.project, *arguments)
        except GitError:
            return ""

    def _author(self) -> dict[str, str]:
        """The author of the commit, for where git has none set, as on a machine that only builds."""
        if self._asked("config", "--get", "user.email"):
            return {}
        host = address.host(self.address) or "localhost"
        who = {"NAME": "deploy", "EMAIL": f"deploy@{host}"}
        ours = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in who.items()}
        return {name: value for name, value in ours.items() if name not in os.environ}


class _Next(Folder):
    """The next commit as a folder: it holds only what is to be otherwise than in the last."""

    has_compressed = False  # GitHub Pages compresses by itself

    def __init__(self, path: str | Path, pages: Pages, parent: str | None) -> None:
        super().__init__(path)
        self._pages, self._parent, self._removed, self._is_pushed = pages, parent, [], False

    def read_manifest(self) -> bytes | None:
        """The bytes of the manifest in the commit that is being made, or once that is pushed, in the branch.

        None where there is none.
        """
        return self._pages.pushed_manifest() if self._is_pushed else super().read_manifest()

    def remove(self, paths: Iterable[str]) -> None:
        """Have the next commit do without files."""
        self._removed += paths
        super().remove(paths)

    def finish(self) -> None:
        """Commit and push. Raises DeployError where that is refused; the site then is as it was."""
        self._pages.push(self.path, self._removed, self._parent)
        self._is_pushed = True
