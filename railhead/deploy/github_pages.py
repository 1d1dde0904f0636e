"""Target `github:`: a branch that GitHub Pages serves, changed by one commit and so all at once."""

import os
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path

from railhead import address

from .errors import DeployError, plain
from .folder import Folder
from .manifest import NAME


class Pages:
    """The branch `branch` of the remote `remote` of the git repository `project`, for a site at `address`."""

    def __init__(self, project, remote, branch, address):
        self.project, self.remote, self.branch, self.address = project, remote, branch, address

    def __str__(self):
        return f"{self.remote}/{self.branch}"

    @contextmanager
    def opened(self, *, writing):  # noqa: ARG002 - as with the other targets
        """What the branch holds, as a folder whose `finish` commits and pushes it.

        Raises DeployError where git cannot fetch the branch, or must not write to it.
        """
        if self._git("symbolic-ref", "--quiet", "--short", "HEAD", check=False).strip() == self.branch:
            raise DeployError(f"The branch {self.branch} is checked out here: choose another one to deploy to.")
        tracking = f"refs/remotes/{self.remote}/{self.branch}"
        with tempfile.TemporaryDirectory() as folder:  # nobody else can write to it
            parent = None
            if self._git("ls-remote", "--heads", self.remote, f"refs/heads/{self.branch}"):
                self._git("fetch", "--quiet", "--no-tags", self.remote, f"+refs/heads/{self.branch}:{tracking}")
                parent = self._git("rev-parse", "--verify", f"{tracking}^{{commit}}").strip()
                # the manifest alone: every other file stays in the next commit as it is in this one
                manifest = self._git("cat-file", "blob", f"{parent}:{NAME}", check=False)
                if manifest:
                    Path(folder, NAME).write_text(manifest, encoding="utf-8")
            yield _Next(folder, lambda path, removed: self._push(path, removed, parent))

    def _push(self, folder, removed, parent):
        """Push a commit with the files of a folder, and without those `removed`, on top of the commit `parent`.

        The parent of a first commit is None.
        """
        host = address.host(self.address)
        (folder / ".nojekyll").touch()  # else GitHub takes out files whose names begin with an underscore
        if not host.endswith(".github.io"):
            (folder / "CNAME").write_text(f"{host}\n", encoding="utf-8")
        commit = self._commit(folder, removed, parent)
        self._git("push", "--quiet", self.remote, f"{commit}:refs/heads/{self.branch}")

    def _commit(self, folder, removed, parent):
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

    def _git(self, *arguments, check=True, given="", **environment):
        """What git prints when it is run with `arguments`, and with the text `given` as its input."""
        asking_nobody = {"GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
        result = subprocess.run(
            ["git", *arguments],  # noqa: S607
            cwd=self.project,
            env={**self._author(), **asking_nobody, **os.environ, **environment},
            input=given,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
        if result.returncode and check:
            said = [line for line in result.stderr.splitlines() if line.startswith((" !", "fatal", "error", "remote"))]
            what = next(argument for argument in arguments if argument[0] != "-")
            words = plain(" ".join(said or result.stderr.splitlines()[-1:])) or "it gave no reason"
            raise DeployError(f"`git {what}` stopped at {self}: {words}: mend that, then start deploy again.")
        return result.stdout

    def _author(self):
        """Who commits where git does not know who is at work, as on a machine that only builds."""
        host = address.host(self.address) or "localhost"
        known = subprocess.run(["git", "config", "user.email"], cwd=self.project, capture_output=True, check=False)  # noqa: S607
        if known.stdout:
            return {}
        who = {"NAME": "deploy", "EMAIL": f"deploy@{host}"}
        return {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in who.items()}


class _Next(Folder):
    """What the next commit is to have otherwise than the last."""

    has_compressed = False  # GitHub Pages compresses by itself

    def __init__(self, path, push):
        super().__init__(path)
        self._push, self._removed = push, []

    def remove(self, paths):
        """Have the next commit do without files."""
        self._removed += paths
        super().remove(paths)

    def finish(self):
        """Commit and push. Raises DeployError where that is refused; the site then is as it was."""
        self._push(self.path, self._removed)
